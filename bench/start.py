#!/usr/bin/env python3
"""Start latency of a container that runs /bin/true: floor, nsinit and peers, interleaved in one run.

usage: bench/start.py BUILD_DIR [RUNS]      (as root; BUILD_DIR as made by scripts/bench)

Every program gets the same busybox rootfs. runc and crun get the settings of minimal.json as an OCI
bundle: the same namespaces, capabilities, mounts, masked paths, device rules. All run in a private
mount namespace without the cgroup v2 mount, which crun 1.8 would otherwise mix up with cgroup v1.
"""
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

CAPABILITIES = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "MKNOD", "NET_RAW", "SETGID", "SETUID",
                "SETFCAP", "SETPCAP", "NET_BIND_SERVICE", "SYS_CHROOT", "KILL"]


def enter_private_mounts():
    if os.environ.get("BENCH_ISOLATED") != "1":
        os.execvpe("unshare", ["unshare", "-m", sys.executable, *sys.argv],
                   {**os.environ, "BENCH_ISOLATED": "1"})
    subprocess.run(["umount", "/sys/fs/cgroup/unified"], stderr=subprocess.DEVNULL, check=False)


def write_config(rootfs, project):
    config = json.loads((project / "sample_configs/minimal.json").read_text())
    config["tty"] = False
    config["user"] = ""
    (rootfs / "container.json").write_text(json.dumps(config))
    return config


def device_rules(config):
    rules = [{"allow": False, "access": "rwm"}]
    for device in config["cgroups"]["allowed_devices"]:
        rule = {"allow": True, "type": chr(device["type"]), "access": device["cgroup_permissions"]}
        for key in ("major", "minor"):
            number = device.get(key + "_number", 0)
            if number >= 0:
                rule[key] = number
        rules.append(rule)
    return rules


def oci_seccomp(profile):
    syscalls = []
    for rule in profile["syscalls"]:
        args = [{"index": arg["index"], "value": arg["value"], "valueTwo": arg.get("value_two", 0),
                 "op": "SCMP_CMP_" + arg["op"].upper()} for arg in rule.get("args", [])]
        syscall = {"names": rule["names"], "action": "SCMP_ACT_" + rule["action"].upper()}
        if args:
            syscall["args"] = args
        if "errno" in rule:
            syscall["errnoRet"] = rule["errno"]
        syscalls.append(syscall)
    return {"defaultAction": "SCMP_ACT_ERRNO", "syscalls": syscalls}


def write_bundle(directory, rootfs, config, name):
    caps = ["CAP_" + capability for capability in CAPABILITIES]
    mounts = [("proc", "/proc", "proc", ["nosuid", "noexec", "nodev"]),
              ("tmpfs", "/dev", "tmpfs", ["nosuid", "strictatime", "mode=755"]),
              ("devpts", "/dev/pts", "devpts",
               ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=620", "gid=5"]),
              ("shm", "/dev/shm", "tmpfs", ["nosuid", "noexec", "nodev", "mode=1777",
                                            "size=65536k"]),
              ("sysfs", "/sys", "sysfs", ["nosuid", "noexec", "nodev", "ro"])]
    spec = {
        "ociVersion": "1.0.2",
        "process": {"terminal": False, "user": {"uid": 0, "gid": 0}, "args": ["/bin/true"],
                    "env": config["environment"], "cwd": "/",
                    "capabilities": {"bounding": caps, "effective": caps, "permitted": caps}},
        "root": {"path": str(rootfs)},
        "hostname": "koye",
        "mounts": [dict(zip(("source", "destination", "type", "options"), m)) for m in mounts],
        "linux": {
            "cgroupsPath": f"/bench-{name}",
            "namespaces": [{"type": t} for t in ("pid", "network", "ipc", "uts", "mount")],
            "resources": {"devices": device_rules(config)},
            "maskedPaths": ["/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore",
                            "/proc/keys", "/proc/latency_stats", "/proc/sched_debug",
                            "/proc/scsi", "/proc/timer_list", "/proc/timer_stats",
                            "/sys/devices/virtual/powercap", "/sys/firmware"],
            "readonlyPaths": ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys",
                              "/proc/sysrq-trigger"]}}
    if "seccomp" in config:
        spec["linux"]["seccomp"] = oci_seccomp(config["seccomp"])
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "config.json").write_text(json.dumps(spec))


def time_once(argv, cwd):
    begin = time.perf_counter()
    # vfork semantics keep the size of this script out of the figure.
    pid = os.posix_spawn(argv[0], argv, os.environ,
                         file_actions=[(os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0)])
    _, status = os.waitpid(pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(argv)} in {cwd} failed with {status}")
    return (time.perf_counter() - begin) * 1000


def waiting_memory_kib(nsinit, rootfs):
    child = subprocess.Popen([nsinit, "exec", "/bin/cat"], cwd=rootfs, stdin=subprocess.PIPE)
    while not (rootfs / "state.json").exists() or not (rootfs / "state.json").stat().st_size:
        time.sleep(0.01)
    status = pathlib.Path(f"/proc/{child.pid}/status").read_text()
    child.communicate(b"")
    return int(status.split("VmHWM:")[1].split()[0])


def main():
    enter_private_mounts()
    project = pathlib.Path(__file__).resolve().parent.parent
    build = pathlib.Path(sys.argv[1]).resolve()
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    rootfs = build / "bench-rootfs"
    config = write_config(rootfs, project)
    nsinit = str(build / "nsinit/nsinit")
    programs = {"floor": [str(build / "bench/floor"), "/bin/true"],
                "nsinit": [nsinit, "exec", "/bin/true"]}
    if path := shutil.which("bwrap"):
        programs["bubblewrap"] = [path, "--unshare-all", "--bind", str(rootfs), "/", "--proc",
                                  "/proc", "--dev", "/dev", "/bin/true"]
    for name in ("crun", "runc"):
        if path := shutil.which(name):
            write_bundle(build / "bench-bundle" / name, rootfs, config, name)
            programs[name] = [path, "run", "-b", str(build / "bench-bundle" / name),
                              f"bench-{name}"]
    # The same again under the seccomp profile of the samples.
    sample = json.loads((project / "sample_configs/seccomp.json").read_text())
    filtered = {**config, "seccomp": sample["seccomp"]}
    data = build / "bench-seccomp"
    data.mkdir(exist_ok=True)
    (data / "container.json").write_text(json.dumps(filtered))
    programs["nsinit, seccomp"] = [nsinit, "--data-path", str(data), "exec", "/bin/true"]
    if path := shutil.which("crun"):
        bundle = build / "bench-bundle/crun-seccomp"
        write_bundle(bundle, rootfs, filtered, "crun-seccomp")
        programs["crun, seccomp"] = [path, "run", "-b", str(bundle), "bench-crun-seccomp"]
    os.chdir(rootfs)
    times = {name: [] for name in programs}
    for run in range(-3, runs):
        for name, argv in programs.items():
            if name == "runc" and run >= max(20, runs // 4):
                continue  # slow, and steady
            elapsed = time_once(argv, rootfs)
            if run >= 0:
                times[name].append(elapsed)
    floor = statistics.median(times["floor"])
    print("| program | median ms | p99 ms | × floor |\n| --- | ---: | ---: | ---: |")
    for name, values in times.items():
        values.sort()
        median = statistics.median(values)
        print(f"| {name} | {median:.2f} | {values[int(len(values) * 0.99)]:.2f} | "
              f"{median / floor:.2f} |")
    print(f"\npeak resident memory of the waiting nsinit: {waiting_memory_kib(nsinit, rootfs)} KiB")


if __name__ == "__main__":
    main()
