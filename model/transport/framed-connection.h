/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAMED_CONNECTION_H
#define FRAMED_CONNECTION_H

#include "alpn-preface.h"
#include "close-reason.h"
#include "message-stream.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace sharding
{

/**
 * @ingroup sharding-transport
 *
 * Who is told what happens on a FramedConnection; the rules of MessageStreamListener hold.
 */
class FramedConnectionListener : public MessageStreamListener
{
  public:
    /// Both sides have agreed on a protocol: messages can come, and those that wait are sent.
    virtual void OnOpen() = 0;
};

/**
 * @ingroup sharding-transport
 *
 * One connection from its first byte to its last: the preface, in which both sides agree on a protocol, then
 * messages, with keep-alives between them. Pure: bytes and time come in; bytes, messages and deadlines come
 * out.
 *
 * Each side announces in the preface for how long it bears silence (`idleTimeout`); the other side then sends an empty
 * message whenever it has sent nothing for a third of that. So each side finds a dead peer in the time that it
 * chooses itself, far sooner than TCP would.
 *
 * Messages can be given to the stream before the connection is open: they wait.
 */
class FramedConnection
{
  public:
    /// Where it is in its life.
    enum class State
    {
        OPENING, //!< no agreement yet
        OPEN,    //!< messages go both ways
        CLOSED   //!< nothing is taken any more; a refusal may still have to go out
    };

    /// What a connection keeps to.
    struct Config
    {
        Time openTimeout{Seconds(1)}; //!< for agreeing, from Offer or Await; positive
        Time idleTimeout{
            Time(0)}; //!< longest silence of the other side, under 2^32 ms; 0: any is borne

        /**
         * @param config a configuration to check
         * @return an empty string when it can be used, else one sentence that says what is wrong
         */
        static std::string Validate(const Config& config);
    };

    /// Decides on an offer. The answer's idle timeout is filled in by the connection.
    using Judge = std::function<AlpnAnswer(const AlpnOffer& offer)>;

    /**
     * @param config what Config::Validate accepts
     * @param stream of this connection alone; nothing has passed it yet
     * @param listener who is told; must outlive the connection
     */
    FramedConnection(const Config& config,
                     std::unique_ptr<MessageStream> stream,
                     FramedConnectionListener& listener);
    ~FramedConnection();
    FramedConnection(const FramedConnection&) = delete;
    FramedConnection& operator=(const FramedConnection&) = delete;

    /**
     * Begins as the side that opens. Called first, and Await not at all.
     *
     * @param now the time
     * @param offer what to say; its idle timeout is filled in
     */
    void Offer(const Time& now, AlpnOffer offer);

    /**
     * Begins as the side that accepts. Called first, and Offer not at all.
     *
     * @param now the time
     * @param judge called once, with the offer
     */
    void Await(const Time& now, Judge judge);

    /**
     * Takes bytes from below, cut anywhere.
     *
     * @param now the time
     * @param bytes what has come; ignored once closed. It may close the connection: see GetState.
     */
    void Receive(const Time& now, ByteSpan bytes);

    /**
     * Gives out bytes.
     *
     * @param now the time
     * @param to where they go
     * @param room how many there is room for
     * @return how many were given out
     */
    size_t Write(const Time& now, uint8_t* to, size_t room);

    /// @return whether Write would give out anything
    bool HasOutput() const;

    /// @return when Expire must be called; nothing: need not be
    std::optional<Time> NextDeadline();

    /// @param now the time: does what is due, which may close the connection: see GetState
    void Expire(const Time& now);

    /**
     * From now on, or no more, nothing is read below, so that hearing nothing means nothing. Afterwards an
     * empty message is sent: it carries TCP's opened window to the other side at once.
     *
     * @param now the time
     * @param paused whether reading pauses
     */
    void SetPaused(const Time& now, bool paused);

    /**
     * It ends. Messages that wait are CLOSED, unless the reason is DUPLICATE: then they can still go over another
     * connection, see SwapStream, or be closed by a second call.
     *
     * @param reason why
     */
    void Close(CloseReason reason);

    /**
     * Exchanges the stream with another connection's, with the messages that wait in it. Only when nothing has passed
     * either of them.
     *
     * @param other another connection
     */
    void SwapStream(FramedConnection& other);

    /// @return the messages
    MessageStream& Stream();

    /// @return likewise, to read
    const MessageStream& Stream() const;

    /// @return where it is in its life
    State GetState() const;

    /// @return why it is closed
    CloseReason GetCloseReason() const;

    /// @return who is on the other side; 0: not known (yet)
    uint64_t GetPeer() const;

    /// @return the protocol that is spoken; "" until it is open
    const std::string& GetProtocol() const;

    /// @return void serial of the answer that opened it; see ConnectionPool
    uint64_t GetVoidSerial() const;

  private:
    void TakeOffer(const AlpnOffer& offer);
    void TakeAnswer(const AlpnAnswer& answer);
    size_t TakePreface(ByteSpan bytes);
    const Config m_config;
    FramedConnectionListener& m_listener;
    std::unique_ptr<MessageStream> m_stream;
    State m_state{State::OPENING};
    CloseReason m_reason{CloseReason::NONE};
    Judge m_judge;                      //!< set while an offer is awaited
    std::vector<std::string> m_offered; //!< empty on the side that accepts
    Time m_openBy;
    std::vector<uint8_t> m_head; //!< the beginning of the other side's preface
    std::vector<uint8_t> m_out;  //!< our preface
    size_t m_outAt{0};           //!< bytes of it that were given out
    uint64_t m_peer{0};
    std::string m_protocol;
    uint64_t m_voidSerial{0};
    bool m_paused{false};
    Time m_heard;       //!< when something came last
    Time m_said;        //!< when something was given out last
    Time m_sayEvery{0}; //!< a third of what the other side bears; 0: anything
};

} // namespace sharding
} // namespace ns3

#endif /* FRAMED_CONNECTION_H */
