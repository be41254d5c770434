#!/usr/bin/env python3
"""Start latency of a container that runs /bin/true: floor, nsinit and peers, interleaved in one run.

usage: bench/start.py BUILD_DIR [RUNS]      (as root; BUILD_DIR as made by scripts/bench)
"""
import os
import pathlib
import statistics
import sys

from peers import enter_private_mounts, filtered, programs, time_once, write_config


def main():
    enter_private_mounts()
    build = pathlib.Path(sys.argv[1]).resolve()
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    rootfs = build / "bench-rootfs"
    config = write_config(rootfs)
    os.chdir(rootfs)
    measured = programs(build, rootfs, config, "start", ["/bin/true"])
    measured |= filtered(build, rootfs, config)
    times = {name: [] for name in measured}
    for run in range(-3, runs):
        for name, argv in measured.items():
            if name in ("runc", "lxc-execute", "systemd-nspawn") and run >= max(20, runs // 4):
                continue  # slow, and steady
            elapsed = time_once(argv, rootfs)
            if run >= 0:
                times[name].append(elapsed)
    floor = statistics.median(times["floor"])
    print("| start, /bin/true, end | median ms | p99 ms | × floor |\n| --- | ---: | ---: | ---: |")
    for name, values in times.items():
        values.sort()
        median = statistics.median(values)
        print(f"| {name} | {median:.2f} | {values[int(len(values) * 0.99)]:.2f} | "
              f"{median / floor:.2f} |")


if __name__ == "__main__":
    main()
