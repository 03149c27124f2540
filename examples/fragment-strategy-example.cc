/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// A protocol of one's own in a page of code: frames "id:index:last:length:" in plain text, for
// instance "7:0:0:10:". A strategy tells how long a fragment may be and how its header is written
// and read; the adapter does all the rest.
//
// In the output you should see:
//
//     0:0:1:5:hello
//     1:0:0:10:fragments
//     1:1:0:10:may be rea
//     1:2:1:4:d by
//     received 5 bytes: hello
//     received 24 bytes: fragments may be read by
//     then 'x:' came: malformed

#include "ns3/byte-writer.h"
#include "ns3/fragment-adapter.h"

#include <iostream>
#include <string>

using namespace ns3;
using namespace ns3::sharding;

namespace
{

class TextStrategy : public FragmentStrategy
{
  public:
    std::string
    Name() const override
    {
        return "text";
    }

    uint64_t
    MaxFragmentPayload(const LogicalFrame&) const override
    {
        return 10;
    }

    HeaderParse
    DecodeHeader(ByteSpan src, FragmentMeta& meta, size_t& headerLength) const override
    {
        uint64_t fields[4] = {0, 0, 0, 0};
        size_t field = 0;
        size_t digits = 0;
        for (size_t at = 0; at < src.size; at++)
        {
            const char c = static_cast<char>(src.data[at]);
            if (c == ':' && digits > 0)
            {
                digits = 0;
                if (++field == 4)
                {
                    meta = {};
                    meta.payloadLength = fields[3];
                    meta.isFinal = fields[2] == 1;
                    meta.messageId = MessageId(fields[0]);
                    meta.sequence = fields[1];
                    meta.place = fields[0] == 0 ? FragmentPlace::WHOLE : FragmentPlace::ANY;
                    headerLength = at + 1;
                    return fields[2] > 1 ? HeaderParse::MALFORMED : HeaderParse::COMPLETE;
                }
            }
            else if (c >= '0' && c <= '9' && ++digits <= 12) // no number overflows
            {
                fields[field] = 10 * fields[field] + static_cast<uint64_t>(c - '0');
            }
            else
            {
                return HeaderParse::MALFORMED;
            }
        }
        return HeaderParse::NEED_MORE;
    }

    bool
    EncodeHeader(const LogicalFrame&,
                 const OutboundFragment& fragment,
                 ByteWriter& dst) const override
    {
        const std::string text = std::to_string(fragment.messageId.value_or(MessageId()).Value()) +
                                 ':' + std::to_string(fragment.index) + ':' +
                                 (fragment.isLast ? '1' : '0') + ':' +
                                 std::to_string(fragment.payloadLength) + ':';
        dst.Bytes(reinterpret_cast<const uint8_t*>(text.data()), text.size());
        return dst.Ok();
    }
};

std::string
Text(ByteSpan bytes)
{
    return {bytes.data, bytes.data + bytes.size};
}

} // namespace

int
main()
{
    FragmentAdapter::Config config;
    config.strategy = std::make_shared<TextStrategy>();
    FragmentAdapter adapter(config,
                            {[](const InboundMessage& message) {
                                 std::cout << "received " << message.bytes.size
                                           << " bytes: " << Text(message.bytes) << '\n';
                             },
                             nullptr,
                             nullptr});

    std::vector<uint8_t> wire;
    for (const std::string message : {"hello", "fragments may be read by"})
    {
        const LogicalFrame frame{
            message.size(), 0, reinterpret_cast<const uint8_t*>(message.data())};
        adapter.ForEachFragment(frame,
                                [&](ByteSpan header, ByteSpan payload)
                                {
                                    std::cout << Text(header) << Text(payload) << '\n';
                                    wire.insert(wire.end(), header.data, header.data + header.size);
                                    wire.insert(
                                        wire.end(), payload.data, payload.data + payload.size);
                                });
    }
    for (const uint8_t byte : wire) // a stream may be cut anywhere
    {
        adapter.PushStream(Seconds(0), {&byte, 1});
    }
    const std::vector<uint8_t> garbage{'x', ':'};
    adapter.PushStream(Seconds(0), garbage);
    std::cout << "then 'x:' came: " << FragmentOutcomeName(adapter.Failure().value()) << '\n';
    return 0;
}
