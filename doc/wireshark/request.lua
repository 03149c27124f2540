-- Copyright (c) 2026 The sharding authors
-- SPDX-License-Identifier: GPL-2.0-only
--
-- Wireshark dissector of requests and answers (ns3::sharding::RequestHeader, version 1) on TCP and UDP port 7000.
-- Use: tshark -X lua_script:request.lua -r capture.pcap -V

local HEADER = 64
local CHECKED = 60

local request = Proto("request", "Request or answer (ns-3 sharding)")

local kinds = { [1] = "request", [2] = "answer" }
local statuses = { [0] = "done", [1] = "busy", [2] = "disk full" }

local f = {
    version = ProtoField.uint8("request.version", "Version"),
    kind = ProtoField.uint8("request.kind", "Kind", base.DEC, kinds),
    status = ProtoField.uint8("request.status", "Status", base.DEC, statuses),
    attempt = ProtoField.uint8("request.attempt", "Attempt"),
    length = ProtoField.uint32("request.length", "Body length"),
    client = ProtoField.uint32("request.client", "Client"),
    session = ProtoField.uint32("request.session", "Session", base.HEX),
    sequence = ProtoField.uint64("request.sequence", "Sequence"),
    log = ProtoField.uint64("request.log", "Log", base.HEX),
    index = ProtoField.uint64("request.index", "Index in the log"),
    received = ProtoField.int64("request.received", "Received at (ns)"),
    answered = ProtoField.int64("request.answered", "Answered at (ns)"),
    reserved = ProtoField.uint32("request.reserved", "Reserved", base.HEX),
    checksum = ProtoField.uint32("request.checksum", "CRC32C", base.HEX),
    checksum_good = ProtoField.bool("request.checksum_good", "CRC32C is right"),
}
request.fields = f

local short = ProtoExpert.new("request.short", "Fewer bytes than header and body",
                              expert.group.MALFORMED, expert.severity.ERROR)
local unknown = ProtoExpert.new("request.unknown_version", "Unknown version",
                                expert.group.UNDECODED, expert.severity.WARN)
local damaged = ProtoExpert.new("request.bad_checksum", "The bytes are not those that were sealed",
                                expert.group.CHECKSUM, expert.severity.ERROR)
request.experts = { short, unknown, damaged }

local bits = bit32 or bit
local band, bxor, rshift, bnot = bits.band, bits.bxor, bits.rshift, bits.bnot

local crc_table = {}
for i = 0, 255 do
    local c = i
    for _ = 1, 8 do
        c = band(c, 1) == 1 and bxor(rshift(c, 1), 0x82f63b78) or rshift(c, 1)
    end
    crc_table[i] = c
end

local function crc32c(state, bytes)
    for i = 0, bytes:len() - 1 do
        state = bxor(rshift(state, 8), crc_table[band(bxor(state, bytes:get_index(i)), 0xff)])
    end
    return state
end

local function dissect(buffer, pinfo, tree)
    pinfo.cols.protocol = "REQUEST"
    local root = tree:add(request, buffer(0, math.min(HEADER, buffer:len())))
    if buffer:len() < HEADER then
        root:add_proto_expert_info(short)
        return buffer:len()
    end
    local version = root:add(f.version, buffer(0, 1))
    if buffer(0, 1):uint() ~= 1 then
        version:add_proto_expert_info(unknown)
        return buffer:len()
    end
    root:add(f.kind, buffer(1, 1))
    root:add(f.status, buffer(2, 1))
    root:add(f.attempt, buffer(3, 1))
    local length = root:add(f.length, buffer(4, 4))
    root:add(f.client, buffer(8, 4))
    root:add(f.session, buffer(12, 4))
    root:add(f.sequence, buffer(16, 8))
    root:add(f.log, buffer(24, 8))
    root:add(f.index, buffer(32, 8))
    root:add(f.received, buffer(40, 8))
    root:add(f.answered, buffer(48, 8))
    root:add(f.reserved, buffer(56, 4))
    local checksum = root:add(f.checksum, buffer(60, 4))
    local kind = buffer(1, 1):uint()
    local outcome = kind == 2 and ": " .. (statuses[buffer(2, 1):uint()] or "?") or ""
    pinfo.cols.info = string.format("%s %s of client %u, attempt %u%s", kinds[kind] or "?",
                                    tostring(buffer(16, 8):uint64()), buffer(8, 4):uint(),
                                    buffer(3, 1):uint(), outcome)
    local body = buffer(4, 4):uint()
    if body > buffer:len() - HEADER then
        length:add_proto_expert_info(short)
        return buffer:len()
    end
    local state = crc32c(band(0xffffffff, bnot(0)), buffer(0, CHECKED):bytes())
    if body > 0 then
        state = crc32c(state, buffer(HEADER, body):bytes())
        Dissector.get("data"):call(buffer(HEADER, body):tvb(), pinfo, tree)
    end
    local good = band(bxor(bnot(state), buffer(60, 4):uint()), 0xffffffff) == 0
    root:add(f.checksum_good, buffer(60, 4), good):set_generated()
    if not good then
        checksum:add_proto_expert_info(damaged)
    end
    return HEADER + body
end

function request.dissector(buffer, pinfo, tree)
    if pinfo.port_type == 3 then -- UDP: a datagram is one request or answer
        return dissect(buffer, pinfo, tree)
    end
    dissect_tcp_pdus(buffer, tree, HEADER,
                     function(b, _, at) return HEADER + b(at + 4, 4):uint() end, dissect)
    return buffer:len()
end

DissectorTable.get("tcp.port"):add(7000, request)
DissectorTable.get("udp.port"):add(7000, request)
