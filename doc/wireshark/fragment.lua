-- Copyright (c) 2026 The sharding authors
-- SPDX-License-Identifier: GPL-2.0-only
--
-- Wireshark dissector of the fragments of ns3::sharding::FragmentNetDevice on EtherType 0x88B6, by every strategy.
-- Use: tshark -X lua_script:fragment.lua -r capture.pcap -V
-- Which strategy a capture has is found out from the first header that fits, or set: -o fragment.strategy:mysql. Over
-- ns-3's PPP links all frames are wrapped under the EtherType of IPv4: use "Decode As" or -d ethertype==0x0800,fragment.
-- A first fragment, and a message in one frame, begin with the envelope: version, EtherType and CRC32C of the packet.

local PADDED_TO = 46 -- bytes to which Ethernet fills a frame
local FCS = 4 -- bytes of Ethernet's frame check sequence, which Wireshark may leave at the end
local ENVELOPE = 8

local fragment = Proto("fragment", "Fragment of a packet (ns-3 sharding)")

local strategies = {
    { 1, "auto", 0 }, { 2, "canonical", 1 }, { 3, "total-length", 2 }, { 4, "mysql", 3 }, { 5, "websocket", 4 },
}
fragment.prefs.strategy = Pref.enum("Strategy", 0, "Whose headers the fragments have", strategies, false)

local opcodes = { [0] = "continuation", [1] = "text", [2] = "binary", [8] = "close", [9] = "ping", [10] = "pong" }

local f = {
    strategy = ProtoField.string("fragment.strategy", "Strategy"),
    version = ProtoField.uint8("fragment.version", "Version"),
    is_fragment = ProtoField.bool("fragment.is_fragment", "Part of a longer message"),
    last = ProtoField.bool("fragment.last", "Last fragment"),
    length = ProtoField.uint64("fragment.length", "Payload length"),
    id = ProtoField.uint64("fragment.id", "Message id"),
    index = ProtoField.uint32("fragment.index", "Fragment index"),
    total = ProtoField.uint64("fragment.total", "Total length"),
    sequence = ProtoField.uint8("fragment.sequence", "Sequence number"),
    opcode = ProtoField.uint8("fragment.opcode", "Opcode", base.DEC, opcodes),
    padding = ProtoField.bytes("fragment.padding", "Padding and check sequence"),
    envelope_version = ProtoField.uint8("fragment.envelope.version", "Envelope version"),
    protocol = ProtoField.uint16("fragment.envelope.protocol", "Protocol", base.HEX),
    checksum = ProtoField.uint32("fragment.envelope.checksum", "CRC32C", base.HEX),
}
fragment.fields = f

local unknown = ProtoExpert.new("fragment.unknown", "No strategy has such a header", expert.group.MALFORMED,
                                expert.severity.ERROR)
fragment.experts = { unknown }

-- Each reader takes the frame and returns what its header says, or nil where it is none of the strategy's.

local function canonical(buffer)
    if buffer:len() < 5 then return nil end
    local first = buffer(0, 1):uint()
    local flags = first % 16
    if first < 16 or first >= 32 or flags > 3 or flags == 2 then return nil end
    local h = { name = "canonical", size = 5, length = buffer(1, 4):uint64(), at = { version = { 0, 1 }, length = { 1, 4 } },
                version = 1, is_fragment = flags ~= 0, last = flags ~= 1, first = flags == 0 }
    if flags ~= 0 then
        if buffer:len() < 17 then return nil end
        h.size, h.id, h.index = 17, buffer(5, 8):uint64(), buffer(13, 4):uint()
        h.at.id, h.at.index = { 5, 8 }, { 13, 4 }
        h.first = h.index == 0
    end
    return h
end

local function total_length(buffer)
    if buffer:len() < 28 or buffer(0, 1):uint() ~= 1 or buffer(1, 1):uint() > 1 or buffer(2, 2):uint() ~= 0 then
        return nil
    end
    local whole = buffer(8, 4):uint() == 0xffffffff and buffer(12, 4):uint() == 0xffffffff
    return { name = "total-length", size = 28, length = buffer(4, 4):uint64(), version = 1, is_fragment = not whole,
             last = buffer(1, 1):uint() == 1, id = not whole and buffer(8, 8):uint64() or nil,
             index = buffer(16, 4):uint(), total = buffer(20, 8):uint64(), first = buffer(16, 4):uint() == 0,
             at = { version = { 0, 1 }, last = { 1, 1 }, length = { 4, 4 }, id = { 8, 8 }, index = { 16, 4 },
                    total = { 20, 8 } } }
end

local function mysql(buffer)
    if buffer:len() < 4 then return nil end
    return { name = "mysql", size = 4, length = UInt64(buffer(0, 3):le_uint()), sequence = buffer(3, 1):uint(),
             first = buffer(3, 1):uint() == 0, at = { length = { 0, 3 }, sequence = { 3, 1 } } }
end

local function websocket(buffer)
    if buffer:len() < 2 then return nil end
    local first, second = buffer(0, 1):uint(), buffer(1, 1):uint()
    local opcode = first % 16
    if math.floor(first / 16) % 8 ~= 0 or not opcodes[opcode] then return nil end
    local h = { name = "websocket", size = 2, last = first >= 128, opcode = opcode, first = opcode ~= 0,
                at = { last = { 0, 1 }, opcode = { 0, 1 }, length = { 1, 1 } } }
    local code = second % 128
    if code < 126 then
        h.length = UInt64(code)
    else
        local bytes = code == 126 and 2 or 8
        if buffer:len() < 2 + bytes then return nil end
        h.length, h.size = buffer(2, bytes):uint64(), 2 + bytes
        h.at.length = { 2, bytes }
    end
    if second >= 128 then h.size = h.size + 4 end
    return h
end

local readers = { canonical, total_length, mysql, websocket }
local found = nil -- the reader of this capture, where it is not set

--- Whether the header's length is that of the frame, but for padding and check sequence.
local function fits(h, buffer)
    if not h then return false end
    local size = h.size + h.length:tonumber()
    local there = buffer:reported_len()
    return size <= there and (there - size <= FCS or there <= PADDED_TO + FCS)
end

local function read(buffer)
    if fragment.prefs.strategy > 0 then
        local h = readers[fragment.prefs.strategy](buffer)
        return fits(h, buffer) and h or nil
    end
    for _, reader in ipairs(found and { found } or readers) do
        local h = reader(buffer)
        if fits(h, buffer) then
            found = reader
            return h
        end
    end
    return nil
end

function fragment.init()
    found = nil
end

function fragment.dissector(buffer, pinfo, tree)
    local h = read(buffer)
    pinfo.cols.protocol = "FRAGMENT"
    if not h then
        tree:add(fragment, buffer()):add_proto_expert_info(unknown)
        return buffer:len()
    end
    local root = tree:add(fragment, buffer(0, h.size))
    root:add(f.strategy, h.name):set_generated()
    for _, name in ipairs({ "version", "is_fragment", "last", "opcode", "sequence", "length", "id", "index", "total" }) do
        if h[name] ~= nil then
            local at = h.at[name] or { 0, 1 }
            root:add(f[name], buffer(at[1], at[2]), h[name])
        end
    end
    local what = h.id and string.format("Message %s", tostring(h.id)) or "Message"
    local which = h.index or h.sequence
    pinfo.cols.info = what .. (which and string.format(", fragment %d", which) or "") .. (h.last and ", last" or "") ..
                          string.format(", %s bytes", tostring(h.length))

    local length = math.min(h.length:tonumber(), buffer:len() - h.size)
    local at = h.size
    if h.first and length >= ENVELOPE and buffer(at, 2):uint() == 0x0100 then
        root:add(f.envelope_version, buffer(at, 1))
        root:add(f.protocol, buffer(at + 2, 2))
        root:add(f.checksum, buffer(at + 4, 4))
        at, length = at + ENVELOPE, length - ENVELOPE
        local protocol = buffer(at - 6, 2):uint()
        local whole = h.is_fragment == false and DissectorTable.get("ethertype"):get_dissector(protocol)
        if whole and length > 0 then
            whole:call(buffer(at, length):tvb(), pinfo, tree)
            at, length = at + length, 0
        end
    end
    if length > 0 then
        Dissector.get("data"):call(buffer(at, length):tvb(), pinfo, tree)
        at = at + length
    end
    if at < buffer:len() then
        root:add(f.padding, buffer(at))
    end
    return buffer:len()
end

DissectorTable.get("ethertype"):add(0x88b6, fragment)
