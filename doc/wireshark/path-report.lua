-- Copyright (c) 2026 The sharding authors
-- SPDX-License-Identifier: GPL-2.0-only
--
-- Wireshark dissector of path reports (ns3::sharding::PathReport, version 1) on EtherType 0x88B7.
-- Use: tshark -X lua_script:path-report.lua -r capture.pcap -V

local SIZE = 36

local report = Proto("pathreport", "Report about a path of shards (ns-3 sharding)")

local f = {
    version = ProtoField.uint8("pathreport.version", "Version"),
    kind = ProtoField.uint8("pathreport.kind", "Kind", base.DEC, { [0] = "receipt", [1] = "probe", [2] = "answer" }),
    reserved = ProtoField.uint16("pathreport.reserved", "Reserved", base.HEX),
    sender = ProtoField.uint32("pathreport.sender", "Sender of the shards"),
    shards = ProtoField.uint64("pathreport.shards", "Shards received"),
    packet = ProtoField.uint64("pathreport.packet", "Packet id"),
    hold = ProtoField.uint64("pathreport.hold", "Held (ns)"),
    checksum = ProtoField.uint32("pathreport.checksum", "CRC32C", base.HEX),
}
report.fields = f

local short = ProtoExpert.new("pathreport.short", "Fewer bytes than a path report",
                              expert.group.MALFORMED, expert.severity.ERROR)
report.experts = { short }

function report.dissector(buffer, pinfo, tree)
    pinfo.cols.protocol = "PATHREPORT"
    local root = tree:add(report, buffer(0, math.min(SIZE, buffer:len())))
    if buffer:len() < SIZE then
        root:add_proto_expert_info(short)
        return buffer:len()
    end
    root:add(f.version, buffer(0, 1))
    root:add(f.kind, buffer(1, 1))
    root:add(f.reserved, buffer(2, 2))
    root:add(f.sender, buffer(4, 4))
    root:add(f.shards, buffer(8, 8))
    root:add(f.packet, buffer(16, 8))
    root:add(f.hold, buffer(24, 8))
    root:add(f.checksum, buffer(32, 4))
    local names = { [0] = "Receipt", [1] = "Probe", [2] = "Answer" }
    pinfo.cols.info = string.format("%s for sender %u: %s shards up to packet %s",
                                    names[buffer(1, 1):uint()] or "Unknown", buffer(4, 4):uint(),
                                    tostring(buffer(8, 8):uint64()), tostring(buffer(16, 8):uint64()))
    return SIZE
end

DissectorTable.get("ethertype"):add(0x88b7, report)
