/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PAYLOAD_CORPUS_H
#define PAYLOAD_CORPUS_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-payload
 *
 * Real bytes to send: the contents of files, or the packets of captures.
 *
 * A file whose first bytes are those of a pcap capture gives one piece per captured packet; any other file is one
 * piece. Pieces come in the order of the files, and the files of a folder in the order of their names.
 *
 * Limits: 64 MiB of content in total; 16 MiB a captured packet.
 */
class PayloadCorpus
{
  public:
    /**
     * @param path a file, or a folder whose regular files (not its subfolders) are taken
     * @return what it holds, at least one piece, none of them empty
     * @throws InputError when there is no such path, it cannot be read, holds nothing, holds too much, or a capture is
     *         truncated or malformed
     */
    static PayloadCorpus Load(const std::string& path);

    /// @return number of pieces, at least 1
    std::size_t GetPieceCount() const;

    /**
     * @param index below GetPieceCount()
     * @return content of a piece; valid as long as the corpus lives
     */
    std::string_view GetPiece(std::size_t index) const;

    /// @return XXH3 of all pieces and their lengths, 16 hex digits
    std::string GetDigest() const;

    /**
     * Cuts the corpus into messages that follow each other: each piece from its start, in cuts of at most a size; after
     * the last piece the first one again.
     */
    class Reader
    {
      public:
        /**
         * @param corpus must outlive the reader
         * @param largest size of a cut, bytes, at least 1; the last cut of a piece is what is left
         */
        Reader(const PayloadCorpus& corpus, std::size_t largest);

        /// @return the next message, never empty
        std::string_view Next();

      private:
        const PayloadCorpus* m_corpus;
        std::size_t m_largest;
        std::size_t m_piece{0};  //!< where the next message starts
        std::size_t m_offset{0}; //!< within the piece
    };

  private:
    /// Appends what one file holds.
    void LoadFile(const std::string& path);

    /**
     * Appends the packets of a capture.
     *
     * @param path for messages
     * @param file the whole capture
     */
    void LoadCapture(const std::string& path, std::string_view file);

    /// Appends one piece.
    void AddPiece(std::string_view bytes);

    std::string m_bytes;                                       //!< all pieces one after the other
    std::vector<std::pair<std::size_t, std::size_t>> m_pieces; //!< start and length in m_bytes
};

} // namespace sharding
} // namespace ns3

#endif /* PAYLOAD_CORPUS_H */
