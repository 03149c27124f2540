#!/usr/bin/env python3
# Copyright (c) 2026 The sharding authors
#
# SPDX-License-Identifier: GPL-2.0-only
#
# Makes the corpus in files/: four files of 64 KiB or a little less, the same bytes at each call.
import gzip
import json
import random
import struct
from pathlib import Path

SIZE = 64 * 1024
HERE = Path(__file__).resolve().parent / 'files'
NOUNS = ('packet shard node path queue link fault message header checksum timer replica leader term '
         'session endpoint server client buffer fragment window probe ledger router').split()
VERBS = 'sends drops delays joins splits counts forwards refuses repeats moves holds loses finds checks'.split()
ADJECTIVES = 'late early small large whole broken idle busy slow fast stale new old first last'.split()


def sentences(draw):
    """Endless plain prose in paragraphs."""
    while True:
        for _ in range(draw.randint(3, 7)):
            words = ['The', draw.choice(ADJECTIVES), draw.choice(NOUNS), draw.choice(VERBS), 'the',
                     draw.choice(ADJECTIVES), draw.choice(NOUNS)]
            if draw.random() < 0.4:
                words += ['after', str(draw.randint(2, 900)), 'milliseconds']
            yield ' '.join(words) + '.\n'
        yield '\n'


def events(draw):
    """Endless log of a service, one JSON object a line; lines differ in length by an order of magnitude."""
    now = 0.0
    while True:
        now += draw.expovariate(200)
        event = {'time': round(now, 6), 'node': f'fast-{draw.randint(1, 8)}', 'event': draw.choice(VERBS),
                 'bytes': int(draw.paretovariate(1.2) * 64), 'ok': draw.random() < 0.97}
        if draw.random() < 0.2:
            event['detail'] = ' '.join(draw.choice(NOUNS) for _ in range(draw.randint(5, 40)))
        yield json.dumps(event, separators=(',', ':')) + '\n'


def take(lines):
    """As many whole lines as fit."""
    text = ''
    for line in lines:
        if len(text) + len(line) > SIZE:
            return text.encode()
        text += line


def records(draw):
    """Binary samples of a fixed layout, as a measuring device would write them."""
    value = 0.0
    out = bytearray()
    while len(out) + 24 <= SIZE:
        value += draw.gauss(0, 1)
        out += struct.pack('>IHHdd', len(out) // 24, draw.randint(1, 8), draw.choice((0, 0, 0, 1)), value,
                           draw.expovariate(0.1))
    return bytes(out)


def compressed(draw):
    """A gzip file cut at the size: what a download looks like to a packet processor."""
    text = ''.join(next(lines) for lines in [events(draw)] for _ in range(6000))
    return gzip.compress(text.encode(), mtime=0)[:SIZE]


draw = random.Random('sharding')
(HERE / 'prose.txt').write_bytes(take(sentences(draw)))
(HERE / 'events.jsonl').write_bytes(take(events(draw)))
(HERE / 'samples.bin').write_bytes(records(draw))
(HERE / 'events.jsonl.gz').write_bytes(compressed(draw))
