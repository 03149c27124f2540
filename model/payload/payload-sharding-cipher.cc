/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What a key means to a sharding stage: its attributes, and the time that sealing and opening take.

#include "payload-sharding-net-device.h"

#include "ns3/abort.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace sharding
{

TypeId
PayloadShardingNetDevice::AddCipherAttributes(TypeId tid)
{
    return CipherCostAttributes::AddTo(
        tid.AddAttribute("KeyFile",
                         "File with 64 hexadecimal digits: the key that encrypts the metadata of "
                         "shards and authenticates all of them; empty or none: no key.",
                         StringValue(""),
                         MakeStringAccessor(&PayloadShardingNetDevice::m_keyFile),
                         MakeStringChecker())
            .AddAttribute("CipherCores",
                          "With a key: cores that seal what is sent and open what comes.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&PayloadShardingNetDevice::m_cipherCores),
                          MakeUintegerChecker<uint32_t>(1, 1024))
            .AddAttribute("CipherQueueLimit",
                          "With a key: shards that may wait for these cores; 0: none may.",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&PayloadShardingNetDevice::m_cipherQueueLimit),
                          MakeUintegerChecker<uint32_t>(0, 1000000)));
}

void
PayloadShardingNetDevice::StartCipher()
{
    if (ShardKey::IsNamed(m_keyFile))
    {
        const auto key = ShardKey::FromFile(m_keyFile);
        NS_ABORT_MSG_UNLESS(key.IsOk(), "Validate was not called: " << key.Error());
        SetMetadataKey(key.Value());
    }
    CipherQueue::Config config;
    config.cores = m_cipherCores;
    config.queueLimit = m_cipherQueueLimit;
    config.costs = GetCipherCosts();
    const bool takesTime = !config.costs.OfSealing(UINT16_MAX).IsZero() ||
                           !config.costs.OfOpening(UINT16_MAX).IsZero();
    if (m_cipher && takesTime)
    {
        m_cipherQueue = std::make_unique<CipherQueue>(
            config, [this](const CipherQueue::Job& job) { Worked(job); });
    }
}

bool
PayloadShardingNetDevice::Work(const CipherQueue::Job& job)
{
    if (m_cipherQueue->Take(job))
    {
        return true;
    }
    m_drop(job.packet, "cipher-queue-full");
    return false;
}

void
PayloadShardingNetDevice::Worked(const CipherQueue::Job& job)
{
    switch (job.kind)
    {
    case CipherQueue::Kind::SHARD:
        SendShard(Simulator::Now(), job.packet, job.path, job.packetId);
        break;
    case CipherQueue::Kind::REQUEST:
        SendRequest(job.packet, job.path);
        break;
    case CipherQueue::Kind::FRAME:
        TakeFrame(job.device, job.packet, job.source);
        break;
    }
}

void
PayloadShardingNetDevice::SendRequest(const Ptr<Packet>& request, uint32_t path)
{
    const Ptr<NetDevice>& device = m_paths[path];
    device->Send(request, device->GetBroadcast(), m_shardProtocol);
}

void
PayloadShardingNetDevice::AddCpuSlowDown(double factor)
{
    Start();
    if (m_cipherQueue)
    {
        m_cipherQueue->AddSlowDown(factor);
    }
}

void
PayloadShardingNetDevice::RemoveCpuSlowDown(double factor)
{
    if (m_cipherQueue)
    {
        m_cipherQueue->RemoveSlowDown(factor);
    }
}

const CipherQueue*
PayloadShardingNetDevice::GetCipherQueue() const
{
    return m_cipherQueue.get();
}

Time
PayloadShardingNetDevice::GetCipherTime() const
{
    return m_cipherQueue ? m_cipherQueue->GetBusyTime() : Time(0);
}

} // namespace sharding
} // namespace ns3
