"""The programs that are measured: nsinit, the floor below it, and its peers, all with one busybox rootfs.

runc and crun get the settings of minimal.json as an OCI bundle: the same namespaces, capabilities,
mounts, masked paths, device rules; lxc as far as it has them. All run in a private mount namespace
without the cgroup v2 mount, which crun 1.8 would otherwise mix up with cgroup v1.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

PROJECT = pathlib.Path(__file__).resolve().parent.parent
CAPABILITIES = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "MKNOD", "NET_RAW", "SETGID", "SETUID",
                "SETFCAP", "SETPCAP", "NET_BIND_SERVICE", "SYS_CHROOT", "KILL"]


def enter_private_mounts():
    if os.environ.get("BENCH_ISOLATED") != "1":
        os.execvpe("unshare", ["unshare", "-m", sys.executable, *sys.argv],
                   {**os.environ, "BENCH_ISOLATED": "1"})
    subprocess.run(["umount", "/sys/fs/cgroup/unified"], stderr=subprocess.DEVNULL, check=False)


def write_config(rootfs, name="docker-koye"):
    config = json.loads((PROJECT / "sample_configs/minimal.json").read_text())
    config["tty"] = False
    config["user"] = ""
    config["cgroups"]["name"] = name
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


def write_bundle(directory, rootfs, config, name, command=("/bin/true",)):
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
        "process": {"terminal": False, "user": {"uid": 0, "gid": 0}, "args": list(command),
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


def write_lxc(directory, rootfs, config, name):
    rules = "\n".join(
        f"lxc.cgroup.devices.{'allow' if rule['allow'] else 'deny'} = "
        + ("a" if "type" not in rule else
           f"{rule['type']} {rule.get('major', '*')}:{rule.get('minor', '*')} {rule['access']}")
        for rule in device_rules(config))
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "config").write_text(f"""lxc.uts.name = koye
lxc.rootfs.path = dir:{rootfs}
lxc.mount.auto = proc:mixed sys:ro
lxc.autodev = 1
lxc.net.0.type = empty
lxc.apparmor.profile = unconfined
lxc.cap.keep = {' '.join(c.lower() for c in CAPABILITIES)}
lxc.environment = PATH=/bin
{rules}
""")
    return ["-n", name, "-f", str(directory / "config"), "-P", str(directory.parent)]


def programs(build, rootfs, config, name, command):
    """The arguments that make each program run `command` in `rootfs`; run them in `rootfs`."""
    bundles = build / "bench-bundle" / name
    found = {"floor": [str(build / "bench/floor"), *command],
             "nsinit": [str(build / "nsinit/nsinit"), "exec", *command]}
    if path := shutil.which("bwrap"):
        found["bubblewrap"] = [path, "--unshare-all", "--bind", str(rootfs), "/", "--proc", "/proc",
                               "--dev", "/dev", *command]
    for program in ("crun", "runc"):
        if path := shutil.which(program):
            write_bundle(bundles / program, rootfs, config, f"{program}-{name}", command)
            found[program] = [path, "run", "-b", str(bundles / program), f"{program}-{name}"]
    if path := shutil.which("lxc-execute"):
        found["lxc-execute"] = [path, *write_lxc(bundles / "lxc", rootfs, config, f"lxc-{name}"),
                                "--", *command]
    if path := shutil.which("systemd-nspawn"):
        found["systemd-nspawn"] = [path, "-q", "--register=no", "--keep-unit", "--private-network",
                                   "-M", f"nspawn-{name}", "-D", str(rootfs), *command]
    if original := os.environ.get("ORIGINAL"):
        found["nsinit of 2014"] = [original, "exec", *command]
    return {program: argv for program, argv in found.items()
            if runs_here(program, argv, rootfs)}


def filtered(build, rootfs, config):
    """nsinit and crun again, under the seccomp profile of the samples."""
    sample = json.loads((PROJECT / "sample_configs/seccomp.json").read_text())
    config = {**config, "seccomp": sample["seccomp"]}
    data = build / "bench-seccomp"
    data.mkdir(exist_ok=True)
    (data / "container.json").write_text(json.dumps(config))
    found = {"nsinit, seccomp": [str(build / "nsinit/nsinit"), "--data-path", str(data), "exec",
                                 "/bin/true"]}
    if path := shutil.which("crun"):
        bundle = build / "bench-bundle/crun-seccomp"
        write_bundle(bundle, rootfs, config, "crun-seccomp")
        found["crun, seccomp"] = [path, "run", "-b", str(bundle), "bench-crun-seccomp"]
    return found


does_not_run = set()


def runs_here(program, argv, rootfs):
    """Some programs need a host of another kind; said once for each."""
    if program in does_not_run:
        return False
    if argv[-1] != "/bin/true":
        return True
    done = subprocess.run(argv, cwd=rootfs, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          check=False)
    if done.returncode == 0:
        return True
    lines = (done.stderr or done.stdout).strip().splitlines() or ["no message"]
    print(f"{program} does not run here: {lines[-1]}", file=sys.stderr)
    does_not_run.add(program)
    return False


def time_once(argv, cwd):
    begin = time.perf_counter()
    # vfork semantics keep the size of this script out of the figure.
    pid = os.posix_spawn(argv[0], argv, os.environ,
                         file_actions=[(os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
                                       (os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0)])
    _, status = os.waitpid(pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(argv)} in {cwd} failed with {status}")
    return (time.perf_counter() - begin) * 1000
