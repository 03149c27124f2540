/*
 * Copyright (c) 2026 The sharding authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Runs a fuzz target where libFuzzer is not: over its corpus, then over inputs that are made from it by a fixed sequence
// of random changes. It does not look at coverage, so it finds less, but the same in every run.
//
//     mutation-driver CORPUS RUNS

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace
{

using Input = std::vector<uint8_t>;

constexpr size_t LONGEST = 512;

std::vector<Input>
ReadCorpus(const std::string& folder)
{
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
    {
        paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    std::vector<Input> corpus;
    for (const auto& path : paths)
    {
        std::ifstream file(path, std::ios::binary);
        corpus.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    return corpus;
}

/// Changes an input in one place.
void
Mutate(Input& input, const std::vector<Input>& corpus, std::mt19937& random)
{
    static const Input edges{0x00, 0x01, 0x7d, 0x7e, 0x7f, 0x80, 0xfe, 0xff};
    const size_t at = input.empty() ? 0 : random() % input.size();
    const auto place = input.begin() + static_cast<ptrdiff_t>(at);
    switch (random() % 5)
    {
    case 0: // a bit
        if (!input.empty())
        {
            input[at] ^= static_cast<uint8_t>(1U << random() % 8);
        }
        break;
    case 1: // a byte
        if (!input.empty())
        {
            input[at] = edges[random() % edges.size()];
        }
        break;
    case 2: // one more
        input.insert(place, static_cast<uint8_t>(random()));
        break;
    case 3: // the rest is gone
        input.erase(place, input.end());
        break;
    default: // goes on as another input does
        const Input& other = corpus[random() % corpus.size()];
        const size_t from = other.empty() ? 0 : random() % other.size();
        input.erase(place, input.end());
        input.insert(input.end(), other.begin() + static_cast<ptrdiff_t>(from), other.end());
    }
    input.resize(std::min(input.size(), LONGEST));
}

void
Try(const Input& input)
{
    const Input exact(input); // ends where its memory ends
    LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

} // namespace

int
main(int argc, char* argv[])
{
    const std::vector<Input> corpus = argc == 3 ? ReadCorpus(argv[1]) : std::vector<Input>();
    if (corpus.empty())
    {
        std::cerr << "usage: mutation-driver CORPUS RUNS, with a corpus that is not empty\n";
        return 2;
    }
    std::for_each(corpus.begin(), corpus.end(), Try);
    const uint64_t runs = std::strtoull(argv[2], nullptr, 10);
    std::mt19937 random(1);
    for (uint64_t run = 0; run < runs; run++)
    {
        Input input = corpus[random() % corpus.size()];
        for (auto changes = 1 + random() % 4; changes > 0; changes--)
        {
            Mutate(input, corpus, random);
        }
        Try(input);
    }
    std::cout << corpus.size() << " inputs of the corpus and " << runs << " made from them\n";
    return 0;
}
