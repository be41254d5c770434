#!/usr/bin/env python3
"""Latency of a second command, /bin/true, in a running container: nsinit and peers, interleaved.

usage: bench/join.py BUILD_DIR [RUNS]       (as root; BUILD_DIR as made by scripts/bench)
"""
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

from peers import enter_private_mounts, time_once, write_bundle, write_config


def start_oci(path, bundle, name):
    spec = json.loads((bundle / "config.json").read_text())
    spec["process"]["args"] = ["/bin/sleep", "1000"]
    (bundle / "config.json").write_text(json.dumps(spec))
    return subprocess.Popen([path, "run", "-b", str(bundle), name], stdin=subprocess.DEVNULL)


def main():
    enter_private_mounts()
    build = pathlib.Path(sys.argv[1]).resolve()
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    rootfs = build / "bench-rootfs"
    config = write_config(rootfs)
    nsinit = str(build / "nsinit/nsinit")
    os.chdir(rootfs)
    waiting = [subprocess.Popen([nsinit, "exec", "/bin/sleep", "1000"], stdin=subprocess.DEVNULL)]
    while not (rootfs / "state.json").exists() or not (rootfs / "state.json").stat().st_size:
        time.sleep(0.01)
    pid = str(json.loads((rootfs / "state.json").read_text())["init_pid"])
    keep = "-all,+" + ",+".join(c.lower() for c in config["capabilities"])
    programs = {"floor": [str(build / "bench/join_floor"), pid, "/bin/true"],
                "nsinit": [nsinit, "exec", "/bin/true"],
                "nsenter + setpriv": [shutil.which("nsenter"), "-t", pid, "-m", "-u", "-i", "-n",
                                      "-p", "/bin/true"]}
    if setpriv := shutil.which("setpriv"):
        # setpriv must run before the root changes; it drops what nsinit drops, and joins no cgroup.
        programs["nsenter + setpriv"] = [shutil.which("nsenter"), "-t", pid, "-u", "-i", "-n", "-p",
                                         setpriv, "--bounding-set", keep, "/bin/true"]
    for name in ("crun", "runc"):
        if path := shutil.which(name):
            bundle = build / "bench-bundle" / name
            write_bundle(bundle, rootfs, config, name)
            waiting.append(start_oci(path, bundle, f"join-{name}"))
            programs[name] = [path, "exec", f"join-{name}", "/bin/true"]
    time.sleep(1)
    try:
        times = {name: [] for name in programs}
        for run in range(-3, runs):
            for name, argv in programs.items():
                elapsed = time_once(argv, rootfs)
                if run >= 0:
                    times[name].append(elapsed)
    finally:
        subprocess.run([nsinit, "kill"], check=False)
        for name in ("crun", "runc"):
            if path := shutil.which(name):
                subprocess.run([path, "kill", f"join-{name}", "KILL"], check=False)
        for process in waiting:
            process.wait()
    floor = statistics.median(times["floor"])
    print("| /bin/true in a running container | median ms | p99 ms | × floor |\n| --- | ---: | ---: | ---: |")
    for name, values in times.items():
        values.sort()
        median = statistics.median(values)
        print(f"| {name} | {median:.2f} | {values[int(len(values) * 0.99)]:.2f} | "
              f"{median / floor:.2f} |")


if __name__ == "__main__":
    main()
