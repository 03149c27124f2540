-- Copyright (c) 2026 The sharding authors
-- SPDX-License-Identifier: GPL-2.0-only
--
-- Wireshark dissector of the shard header (ns3::sharding::ShardHeader, version 2) and requests for late shards
-- (ShardRequest) on EtherType 0x88B5.
-- Use: tshark -X lua_script:sharding.lua -r capture.pcap -V
-- What follows the header is shown as data: it is a part of a packet. A packet in one shard is handed to the dissector
-- of its own protocol.

local HEADER = 64
local CHECKED = 60
local SEAL = 44
local CODES = { [0] = "none", [1] = "copy", [2] = "xor", [3] = "reed-solomon" }

local shard = Proto("shard", "Shard of a packet (ns-3 sharding)")

local f = {
    version = ProtoField.uint8("shard.version", "Version"),
    code = ProtoField.uint8("shard.code", "Code", base.DEC, CODES, 0x7f),
    encrypted = ProtoField.bool("shard.encrypted", "Metadata encrypted", 8, nil, 0x80),
    protocol = ProtoField.uint16("shard.protocol", "Protocol", base.HEX),
    sender = ProtoField.uint32("shard.sender", "Sender"),
    packet = ProtoField.uint64("shard.packet", "Packet id"),
    index = ProtoField.uint32("shard.index", "Shard index"),
    total = ProtoField.uint32("shard.total", "Total shards"),
    redundant = ProtoField.uint32("shard.redundant", "Redundant shards"),
    offset = ProtoField.uint32("shard.offset", "Offset"),
    length = ProtoField.uint32("shard.length", "Payload length"),
    packet_length = ProtoField.uint32("shard.packet_length", "Packet length"),
    block = ProtoField.uint32("shard.block_length", "Block length"),
    point = ProtoField.uint32("shard.reassembly_point", "Reassembly point"),
    time = ProtoField.uint64("shard.time", "Send time (ns)"),
    flags = ProtoField.uint16("shard.flags", "Processing flags", base.HEX),
    error = ProtoField.uint8("shard.error", "Error code"),
    reserved = ProtoField.uint8("shard.reserved", "Reserved", base.HEX),
    metadata = ProtoField.bytes("shard.metadata", "Encrypted metadata"),
    checksum = ProtoField.uint32("shard.checksum", "CRC32C", base.HEX),
    checksum_good = ProtoField.bool("shard.checksum_good", "CRC32C is right"),
    key = ProtoField.uint32("shard.key_id", "Key id", base.HEX),
    nonce = ProtoField.bytes("shard.nonce", "Nonce"),
    tag = ProtoField.bytes("shard.tag", "Tag"),
    count = ProtoField.uint16("shard.request.count", "Shards asked for"),
    wanted = ProtoField.uint16("shard.request.index", "Asked for"),
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

-- Checks the CRC of everything but itself, and shows whether it is right.
local function show_checksum(root, buffer, at, last)
    local checksum = root:add(f.checksum, buffer(at, 4))
    -- A snapshot that was cut by the capture cannot be checked.
    if buffer:reported_len() ~= buffer:len() then
        return
    end
    local state = crc32c(band(0xffffffff, bnot(0)), buffer(0, at):bytes())
    if last > at + 4 then
        state = crc32c(state, buffer(at + 4, last - at - 4):bytes())
    end
    local good = band(bxor(bnot(state), buffer(at, 4):uint()), 0xffffffff) == 0
    root:add(f.checksum_good, buffer(at, 4), good):set_generated()
    if not good then
        checksum:add_proto_expert_info(damaged)
    end
end

local function show_seal(root, buffer, at)
    root:add(f.key, buffer(at, 4))
    root:add(f.nonce, buffer(at + 4, 24))
    root:add(f.tag, buffer(at + 28, 16))
end

local function dissect_request(buffer, pinfo, tree)
    if buffer:len() < 22 then
        tree:add(shard, buffer()):add_proto_expert_info(short)
        return
    end
    local count = buffer(2, 2):uint()
    local sealed = buffer(1, 1):uint() == 0x80
    local checksum_at = 16 + 2 * count + (sealed and SEAL or 0)
    local root = tree:add(shard, buffer(), "Request for late shards (ns-3 sharding)")
    root:add(f.version, buffer(0, 1))
    local number = root:add(f.count, buffer(2, 2))
    root:add(f.sender, buffer(4, 4))
    root:add(f.packet, buffer(8, 8))
    if buffer:len() < checksum_at + 4 then
        number:add_proto_expert_info(cut)
        return
    end
    for i = 0, count - 1 do
        root:add(f.wanted, buffer(16 + 2 * i, 2))
    end
    if sealed then
        show_seal(root, buffer, 16 + 2 * count)
    end
    show_checksum(root, buffer, checksum_at, checksum_at + 4)
    pinfo.cols.info = string.format("Request for %u shards of packet %s of sender %u", count,
                                    tostring(buffer(8, 8):uint64()), buffer(4, 4):uint())
end

function shard.dissector(buffer, pinfo, tree)
    pinfo.cols.protocol = "SHARD"
    if buffer:len() > 0 and buffer(0, 1):uint() == 0x82 then
        dissect_request(buffer, pinfo, tree)
        return buffer:len()
    end
    local sealed = buffer:len() > 1 and buffer(1, 1):uint() >= 0x80
    local header = sealed and HEADER + SEAL or HEADER
    local root = tree:add(shard, buffer(0, math.min(header, buffer:len())))
    if buffer:len() < header then
        root:add_proto_expert_info(short)
        return buffer:len()
    end
    local version = root:add(f.version, buffer(0, 1))
    if buffer(0, 1):uint() ~= 2 then
        version:add_proto_expert_info(unknown)
        return buffer:len()
    end
    root:add(f.encrypted, buffer(1, 1))
    root:add(f.code, buffer(1, 1))
    root:add(f.protocol, buffer(2, 2))
    root:add(f.sender, buffer(4, 4))
    root:add(f.packet, buffer(8, 8))
    root:add(f.index, buffer(16, 4))
    root:add(f.total, buffer(20, 4))
    root:add(f.redundant, buffer(24, 4))
    root:add(f.offset, buffer(28, 4))
    local length = root:add(f.length, buffer(32, 4))
    root:add(f.packet_length, buffer(36, 4))
    root:add(f.block, buffer(40, 4))
    root:add(f.point, buffer(44, 4))
    if sealed then
        root:add(f.metadata, buffer(48, 12))
        show_seal(root, buffer, HEADER)
    else
        root:add(f.time, buffer(48, 8))
        root:add(f.flags, buffer(56, 2))
        root:add(f.error, buffer(58, 1))
        root:add(f.reserved, buffer(59, 1))
    end

    local index, total = buffer(16, 4):uint(), buffer(20, 4):uint()
    local claimed, there = buffer(32, 4):uint(), buffer:len() - header
    local kind = "shard"
    if index >= total - buffer(24, 4):uint() then
        kind = band(buffer(1, 1):uint(), 0x7f) == 1 and "copy" or "parity"
    end
    pinfo.cols.info = string.format("Packet %s of sender %u: %s %u of %u, bytes %u+%u of %u",
                                    tostring(buffer(8, 8):uint64()), buffer(4, 4):uint(), kind, index,
                                    total, buffer(28, 4):uint(), claimed, buffer(36, 4):uint())
    -- A frame shorter than the medium's minimum is padded: more than claimed is no fault here.
    if claimed > there then
        length:add_proto_expert_info(cut)
        return buffer:len()
    end
    show_checksum(root, buffer, CHECKED, header + claimed)
    if claimed > 0 then
        local payload = buffer(header, claimed):tvb()
        local whole = total == 1 and DissectorTable.get("ethertype"):get_dissector(buffer(2, 2):uint())
        local follow = whole or Dissector.get("data")
        follow:call(payload, pinfo, tree)
    end
    return buffer:len()
end

DissectorTable.get("ethertype"):add(0x88b5, shard)
