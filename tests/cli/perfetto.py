# SPDX-License-Identifier: MIT
"""Reads a trace as Perfetto's format defines it, and says what is in it: perfetto.py FILE.

The fields below are those of protos/perfetto/trace/ in Perfetto's sources that a trace of ours may use. Whatever is not
in them, is of another wire type, refers to a track or a text that nothing described before, or ends what did not begin,
is an error. Output is JSON: {"tracks": {uuid: name}, "events": [...]}.
"""

import json
import sys

INT, TEXT, BYTES = "int", "text", "bytes"
INTERNED = {1: ("iid", INT), 2: ("name", TEXT)}
MESSAGES = {
    "TracePacket": {
        8: ("timestamp", INT),
        10: ("trusted_packet_sequence_id", INT),
        11: ("track_event", "TrackEvent"),
        12: ("interned_data", "InternedData"),
        13: ("sequence_flags", INT),
        60: ("track_descriptor", "TrackDescriptor"),
    },
    "TrackDescriptor": {
        1: ("uuid", INT),
        2: ("name", TEXT),
        3: ("process", "ProcessDescriptor"),
        4: ("thread", "ThreadDescriptor"),
    },
    "ProcessDescriptor": {1: ("pid", INT), 6: ("process_name", TEXT)},
    "ThreadDescriptor": {1: ("pid", INT), 2: ("tid", INT), 5: ("thread_name", TEXT)},
    "TrackEvent": {
        3: ("category_iids", INT),
        4: ("debug_annotations", "DebugAnnotation"),
        9: ("type", INT),
        10: ("name_iid", INT),
        11: ("track_uuid", INT),
        22: ("categories", TEXT),
        23: ("name", TEXT),
    },
    "DebugAnnotation": {
        1: ("name_iid", INT),
        3: ("uint_value", INT),
        6: ("string_value", TEXT),
        7: ("pointer_value", INT),
        10: ("name", TEXT),
        17: ("string_value_iid", INT),
    },
    "InternedData": {
        1: ("event_categories", "EventCategory"),
        2: ("event_names", "EventName"),
        3: ("debug_annotation_names", "DebugAnnotationName"),
        29: ("debug_annotation_string_values", "InternedString"),
    },
    "EventCategory": INTERNED,
    "EventName": INTERNED,
    "DebugAnnotationName": INTERNED,
    "InternedString": {1: ("iid", INT), 2: ("str", BYTES)},
}
BEGIN, END, INSTANT = 1, 2, 3
CLEARED, NEEDS = 1, 2


def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        shift += 7
        at += 1
        if data[at - 1] < 0x80:
            assert value < 1 << 64, "a varint of more than 64 bits"
            return value, at


def message(data, kind):
    """A message: its fields, each a list."""
    found, at = {}, 0
    while at < len(data):
        key, at = varint(data, at)
        assert key >> 3 in MESSAGES[kind], f"{kind} has no field {key >> 3} here"
        name, of = MESSAGES[kind][key >> 3]
        assert key & 7 == (0 if of == INT else 2), f"{kind}.{name} is written as wire type {key & 7}"
        value, at = varint(data, at)
        if of != INT:
            end = at + value
            assert end <= len(data), f"{kind}.{name} ends behind its message"
            value = data[at:end].decode("utf-8") if of == TEXT else data[at:end] if of == BYTES else message(data[at:end], of)
            at = end
        found.setdefault(name, []).append(value)
    return found


def one(found, name):
    values = found.get(name, [])
    assert len(values) <= 1, f"{name} is there {len(values)} times"
    return values[0] if values else None


def packets(data):
    at = 0
    while at < len(data):
        assert data[at] == 0x0A, "Trace has packets alone: field 1"
        size, at = varint(data, at + 1)
        assert at + size <= len(data), "a packet ends behind the file"
        yield message(data[at : at + size], "TracePacket")
        at += size


class Reader:
    def __init__(self):
        self.tracks, self.open, self.last, self.events = {}, {}, {}, []
        self.texts = {name: {} for name, _ in MESSAGES["InternedData"].values()}
        self.cleared = False

    def descriptor(self, track):
        uuid = one(track, "uuid")
        process, thread = one(track, "process"), one(track, "thread")
        assert uuid and one(track, "name") and bool(process) != bool(thread), "a track of nothing"
        whose = process or thread
        assert 0 < one(whose, "pid") < 1 << 31, "pid is an int32"
        assert process or 0 < one(thread, "tid") < 1 << 31, "tid is an int32"
        assert uuid not in self.tracks, "a track is described twice"
        self.tracks[uuid] = one(track, "name")
        self.open[uuid] = []

    def intern(self, data):
        for index, entries in data.items():
            for entry in entries:
                iid = one(entry, "iid")
                assert iid and iid not in self.texts[index], f"{index} has {iid} twice"
                self.texts[index][iid] = one(entry, "name") or (one(entry, "str") or b"").decode("ascii")

    def text(self, found, by_iid, itself, index):
        iid = one(found, by_iid)
        return one(found, itself) if iid is None else self.texts[index][iid]

    def event(self, time, event):
        uuid, kind = one(event, "track_uuid"), one(event, "type")
        assert uuid in self.tracks, f"an event on track {uuid}, which nothing describes"
        assert time >= self.last.get(uuid, 0), f"time goes back on {self.tracks[uuid]}"
        self.last[uuid] = time
        if kind == END:
            self.open[uuid].pop()
            return
        assert kind in (BEGIN, INSTANT), f"an event of type {kind}"
        args = {}
        for a in event.get("debug_annotations", []):
            key = self.text(a, "name_iid", "name", "debug_annotation_names")
            value = self.text(a, "string_value_iid", "string_value", "debug_annotation_string_values")
            if value is None:
                value = one(a, "uint_value") if "uint_value" in a else one(a, "pointer_value")
            assert key not in args and value is not None, f"{key} is said twice, or of nothing"
            args[key] = value
        self.events.append(
            {
                "track": uuid,
                "time": time,
                "slice": kind == BEGIN,
                "depth": len(self.open[uuid]),
                "name": self.text(event, "name_iid", "name", "event_names"),
                "category": self.text(event, "category_iids", "categories", "event_categories"),
                "args": args,
            }
        )
        if kind == BEGIN:
            self.open[uuid].append(self.events[-1])

    def packet(self, found):
        flags = one(found, "sequence_flags")
        assert one(found, "trusted_packet_sequence_id") and flags in (CLEARED, NEEDS)
        assert (flags == CLEARED) != self.cleared, "the state is cleared once, first"
        self.cleared = True
        data = one(found, "interned_data")
        if data:
            self.intern(data)
        assert ("track_descriptor" in found) != ("track_event" in found), "a packet is one thing"
        if "track_descriptor" in found:
            self.descriptor(one(found, "track_descriptor"))
        else:
            assert "timestamp" in found, "an event without a time"
            self.event(one(found, "timestamp"), one(found, "track_event"))


def main(path):
    reader = Reader()
    with open(path, "rb") as file:
        for found in packets(file.read()):
            reader.packet(found)
    json.dump({"tracks": reader.tracks, "events": reader.events}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
