#!/usr/bin/env python3
"""Starts a second with eight at once, and memory of what waits for a container, of nsinit and peers.

usage: bench/many.py BUILD_DIR [RUNS]       (as root; BUILD_DIR as made by scripts/bench)

Memory is the proportional set size (proc(5), smaps_rollup) of all processes that a program keeps while
its container runs, the container's own command left out.
"""
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import threading
import time

from peers import enter_private_mounts, programs, write_config

AT_ONCE = 8


def worker_rootfs(build, worker):
    rootfs = build / "bench-rootfs-many" / str(worker)
    if not rootfs.exists():
        shutil.copytree(build / "bench-rootfs", rootfs, symlinks=True)
    return rootfs


def run_repeatedly(argv, rootfs, runs, failures):
    for _ in range(runs):
        # A shell-less child with a working directory of its own: threads share that of this process.
        if subprocess.run(argv, cwd=rootfs, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          check=False).returncode != 0:
            failures.append(argv)


def starts_per_second(argvs, runs):
    failures = []
    threads = [threading.Thread(target=run_repeatedly, args=(argv, rootfs, runs, failures))
               for argv, rootfs in argvs]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        print(f"{len(failures)} starts of {failures[0][0]} failed", file=sys.stderr)
        return None
    return len(argvs) * runs / (time.perf_counter() - begin)


def descendants(pid):
    """With their names: the process itself and everything below it."""
    name = pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
    children = []
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        children += (task / "children").read_text().split()
    return [(pid, name)] + [found for child in children for found in descendants(int(child))]


def proportional_kib(pid):
    for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def waiting_kib(argv, rootfs):
    child = subprocess.Popen(argv, cwd=rootfs, stdin=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
    commands = []
    while not commands and child.poll() is None:
        time.sleep(0.2)
        processes = descendants(child.pid)
        commands = [pid for pid, name in processes if name == "sleep"]
    if not commands:
        return None
    time.sleep(0.2)  # until it does nothing but wait
    memory = sum(proportional_kib(pid) for pid, _ in descendants(child.pid) if pid not in commands)
    os.kill(commands[0], signal.SIGKILL)
    child.wait()
    return memory


def show(value, form):
    return "-" if value is None else format(value, form)


def main():
    enter_private_mounts()
    build = pathlib.Path(sys.argv[1]).resolve()
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    workers = []
    for worker in range(AT_ONCE):
        rootfs = worker_rootfs(build, worker)
        config = write_config(rootfs, f"many-{worker}")
        workers.append((rootfs, config))
    starts = [programs(build, *workers[worker], f"many-{worker}", ["/bin/true"])
              for worker in range(AT_ONCE)]
    waits = programs(build, *workers[0], "wait", ["/bin/sleep", "1000"])
    print(f"| program | starts a second, {AT_ONCE} at once | memory of a waiting one, KiB |\n"
          "| --- | ---: | ---: |")
    for name in starts[0]:
        rate = None
        if name != "floor":  # which has one name for its groups
            rate = starts_per_second([(starts[worker][name], workers[worker][0])
                                      for worker in range(AT_ONCE)], runs)
        memory = waiting_kib(waits[name], workers[0][0])
        print(f"| {name} | {show(rate, '.0f')} | {show(memory, 'd')} |", flush=True)


if __name__ == "__main__":
    main()
