-- Copyright (c) 2026 The sharding authors
-- SPDX-License-Identifier: GPL-2.0-only
--
-- Wireshark dissector of the shard header (ns3::sharding::ShardHeader, version 1) on EtherType 0x88B5.
-- Use: tshark -X lua_script:sharding.lua -r capture.pcap -V
-- What follows the header is shown as data: it is a part of a packet. A packet in one shard is handed to the dissector
-- of its own protocol.

local HEADER = 52
local CHECKED = 48

local shard = Proto("shard", "Shard of a packet (ns-3 sharding)")

local f = {
    version = ProtoField.uint8("shard.version", "Version"),
    error = ProtoField.uint8("shard.error", "Error code"),
    flags = ProtoField.uint16("shard.flags", "Processing flags", base.HEX),
    sender = ProtoField.uint32("shard.sender", "Sender"),
    packet = ProtoField.uint64("shard.packet", "Packet id"),
    index = ProtoField.uint32("shard.index", "Shard index"),
    total = ProtoField.uint32("shard.total", "Total shards"),
    offset = ProtoField.uint32("shard.offset", "Offset"),
    length = ProtoField.uint32("shard.length", "Payload length"),
    time = ProtoField.uint64("shard.time", "Send time (ns)"),
    packet_length = ProtoField.uint32("shard.packet_length", "Packet length"),
    protocol = ProtoField.uint16("shard.protocol", "Protocol", base.HEX),
    reserved = ProtoField.uint16("shard.reserved", "Reserved", base.HEX),
    checksum = ProtoField.uint32("shard.checksum", "CRC32C", base.HEX),
    checksum_good = ProtoField.bool("shard.checksum_good", "CRC32C is right"),
}
shard.fields = f

local short = ProtoExpert.new("shard.short", "Fewer bytes than a shard header",
                              expert.group.MALFORMED, expert.severity.ERROR)
local unknown = ProtoExpert.new("shard.unknown_version", "Unknown version",
                                expert.group.UNDECODED, expert.severity.WARN)
local cut = ProtoExpert.new("shard.wrong_length", "Payload length differs from what is there",
                            expert.group.MALFORMED, expert.severity.ERROR)
local damaged = ProtoExpert.new("shard.bad_checksum", "The bytes are not those that were sealed",
                                expert.group.CHECKSUM, expert.severity.ERROR)
shard.experts = { short, unknown, cut, damaged }

local band, bxor, rshift, bnot
if bit32 then
    band, bxor, rshift, bnot = bit32.band, bit32.bxor, bit32.rshift, bit32.bnot
else
    band, bxor, rshift, bnot = bit.band, bit.bxor, bit.rshift, bit.bnot
end

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

function shard.dissector(buffer, pinfo, tree)
    pinfo.cols.protocol = "SHARD"
    local root = tree:add(shard, buffer(0, math.min(HEADER, buffer:len())))
    if buffer:len() < HEADER then
        root:add_proto_expert_info(short)
        return buffer:len()
    end
    local version = root:add(f.version, buffer(0, 1))
    if buffer(0, 1):uint() ~= 1 then
        version:add_proto_expert_info(unknown)
        return buffer:len()
    end
    root:add(f.error, buffer(1, 1))
    root:add(f.flags, buffer(2, 2))
    root:add(f.sender, buffer(4, 4))
    root:add(f.packet, buffer(8, 8))
    root:add(f.index, buffer(16, 4))
    root:add(f.total, buffer(20, 4))
    root:add(f.offset, buffer(24, 4))
    local length = root:add(f.length, buffer(28, 4))
    root:add(f.time, buffer(32, 8))
    root:add(f.packet_length, buffer(40, 4))
    root:add(f.protocol, buffer(44, 2))
    root:add(f.reserved, buffer(46, 2))
    local checksum = root:add(f.checksum, buffer(48, 4))

    local index, total = buffer(16, 4):uint(), buffer(20, 4):uint()
    local claimed, there = buffer(28, 4):uint(), buffer:len() - HEADER
    pinfo.cols.info = string.format("Packet %s of sender %u: shard %u of %u, bytes %u+%u of %u",
                                    tostring(buffer(8, 8):uint64()), buffer(4, 4):uint(), index, total,
                                    buffer(24, 4):uint(), claimed, buffer(40, 4):uint())
    -- A frame shorter than the medium's minimum is padded: more than claimed is no fault here.
    if claimed > there then
        length:add_proto_expert_info(cut)
        return buffer:len()
    end
    -- A snapshot that was cut by the capture cannot be checked.
    if buffer:reported_len() == buffer:len() then
        local state = crc32c(band(0xffffffff, bnot(0)), buffer(0, CHECKED):bytes())
        if claimed > 0 then
            state = crc32c(state, buffer(HEADER, claimed):bytes())
        end
        local good = band(bxor(bnot(state), buffer(48, 4):uint()), 0xffffffff) == 0
        root:add(f.checksum_good, buffer(48, 4), good):set_generated()
        if not good then
            checksum:add_proto_expert_info(damaged)
        end
    end
    if claimed > 0 then
        local payload = buffer(HEADER, claimed):tvb()
        local whole = total == 1 and DissectorTable.get("ethertype"):get_dissector(buffer(44, 2):uint())
        local follow = whole or Dissector.get("data")
        follow:call(payload, pinfo, tree)
    end
    return buffer:len()
end

DissectorTable.get("ethertype"):add(0x88b5, shard)
