// The kernel's own file systems: what shows or changes the host, and what could stand in for them.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"

namespace libcontainer::testing {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

using Cve2015_3630 = Advisory;
using Cve2015_3631 = Advisory;
using Cve2017_16539 = Advisory;
using Cve2022_0492 = Advisory;
using Cve2022_0811 = Advisory;
using Cve2025_31133 = Advisory;
using OwnUserNamespace = Advisory;

// CVE-2018-10892 is the same.
TEST_F(Cve2017_16539, HostStateIsHidden) {
  const Outcome outcome = Shell(
      "for p in /proc/acpi /proc/asound /proc/interrupts /proc/kcore /proc/keys "
      "/proc/latency_stats /proc/sched_debug /proc/scsi /proc/timer_list /proc/timer_stats "
      "/sys/firmware /sys/devices/virtual/powercap; do [ -e $p ] || continue; "
      "if [ -d $p ]; then ls -A $p; touch $p/x 2>/dev/null && echo $p is writable; "
      "else head -c 1 $p | grep -q . && echo $p is readable; fi; done; echo done");
  EXPECT_EQ(outcome.out, "done\n") << outcome.err;
}

TEST_F(Cve2015_3630, HostSettingsAreReadOnly) {
  const Outcome outcome = Shell(
      "for f in /proc/sysrq-trigger /proc/irq/default_smp_affinity /proc/sys/kernel/core_pattern "
      "/proc/sys/kernel/modprobe /proc/sys/vm/panic_on_oom /proc/sys/fs/suid_dumpable "
      "/sys/kernel/uevent_helper /sys/kernel/mm/ksm/run /sys/power/state "
      "/sys/module/*/parameters/* "
      "$(busybox find /proc/bus /proc/fs /proc/irq /proc/sys -type f); do "
      "(: >>$f) 2>/dev/null && echo $f is writable; done; echo done");
  EXPECT_EQ(outcome.out, "done\n") << outcome.err;
}

TEST_F(Cve2015_3631, NothingIsMountedOverProcOrSys) {
  const TempDir source;
  fs::create_directory_symlink("/proc", Path("p"));
  fs::create_directory_symlink("../../proc/self/attr", Path("attr"));
  fs::create_directory_symlink("/sys/kernel", Path("kernel"));
  fs::create_directory_symlink("/", Path("top"));
  fs::create_directory_symlink("/proc/thread-self", Path("tmp/self"));
  for (const std::string destination :
       {"/proc",  "/proc/self",   "/proc/self/attr", "/proc/sys",  "/proc/../proc/self/attr",
        "//proc", "/./proc/",     "/tmp/../proc",    "/sys",       "/sys/kernel",
        "/p",     "/p/self/attr", "/attr",           "/attr/exec", "/kernel",
        "/top",   "/top/proc",    "/tmp/self/attr",  "/",          "/.",
        "/.."}) {
    for (const char* type : {"bind", "tmpfs", "devpts", "mqueue", "cgroup", "sysfs"}) {
      const bool in_sys = destination.starts_with("/sys") || destination == "/kernel";
      const std::string kind = type;
      if (in_sys && kind != "bind" && kind != "tmpfs")
        continue;  // theirs: /sys/fs/cgroup and alike
      json mount = {{"type", type}, {"destination", destination}};
      if (kind == "bind") mount = Bind(source.path(), destination, true);
      config["mount_config"]["mounts"] = json::array({mount});
      EXPECT_EQ(Exec({"/bin/touch", "/ran"}).status, 1) << type << " on " << destination;
    }
  }
  EXPECT_FALSE(fs::exists(Path("ran")));
}

// Kernels before 5.17 run release_agent for whoever can write it.
TEST_F(Cve2022_0492, ReleaseAgentCannotBeWritten) {
  AddMount({{"type", "cgroup"}, {"destination", "/sys/fs/cgroup"}});
  for (const bool own_namespace : {false, true}) {
    config["namespaces"]["NEWCGROUP"] = own_namespace;
    const Outcome outcome = Shell(
        "for f in $(busybox find /sys/fs/cgroup -name release_agent -o -name notify_on_release -o "
        "-name cgroup.procs -o -name 'devices.*'); do (: >>$f) 2>/dev/null && echo $f; done; "
        "for t in cgroup cgroup2; do for o in '' '-o rdma' '-o devices'; do "
        "mount -t $t $o c /tmp 2>/dev/null && echo mounted; "
        "busybox unshare -Urm mount -t $t $o c /tmp 2>/dev/null && "
        "busybox unshare -Urm sh -c \"mount -t $t $o c /tmp; echo x >/tmp/release_agent\" "
        "2>/dev/null && echo escaped; done; done; echo done");
    EXPECT_EQ(outcome.out, "done\n") << outcome.err;
  }
}

TEST_F(Cve2022_0811, SysctlsReachTheContainersNamespacesAlone) {
  const std::string core_pattern = ReadFile("/proc/sys/kernel/core_pattern");
  const std::pair<std::string, std::string> settings[] = {
      {"kernel.core_pattern", "|/pwned"},
      {"kernel.shm_rmid_forced", "1+kernel.core_pattern=|/pwned"},
      {"kernel.msgmax", "1\nkernel.core_pattern=|/pwned"},
      {"kernel.msgmax=1\nkernel.core_pattern", "|/pwned"},
      {"net...kernel.core_pattern", "|/pwned"},
      {"net/../kernel/core_pattern", "|/pwned"},
      {"net.ipv4/../../kernel.core_pattern", "|/pwned"},
      {"../kernel/core_pattern", "|/pwned"},
      {"net.", "1"},
      {"fs.mqueue.../../kernel.core_pattern", "|/pwned"},
      {"kernel.modprobe", "/pwned"},
      {"vm.panic_on_oom", "0"},
  };
  for (const auto& [name, value] : settings) {
    config["sysctl"] = {{name, value}};
    EXPECT_EQ(Exec({"/bin/touch", "/ran"}).status, 1) << name << "=" << value;
  }
  EXPECT_EQ(ReadFile("/proc/sys/kernel/core_pattern"), core_pattern);
  EXPECT_FALSE(fs::exists(Path("ran")));
}

// What is bound over a masked file must not be what the image calls /dev/null.
TEST_F(Cve2025_31133, MasksDoNotDependOnTheImagesNull) {
  const TempDir volume;
  for (const std::string null : {"", "/proc/sys/kernel/core_pattern", "/proc/kcore"}) {
    fs::remove(volume.Path("null"));
    if (!null.empty()) fs::create_symlink(null, volume.Path("null"));
    config["mount_config"]["mounts"] = json::array({Bind(volume.path(), "/dev", true)});
    const Outcome outcome = Shell(
        "busybox stat -c %t:%T /proc/keys /proc/timer_list; "
        "(: >>/proc/sys/kernel/core_pattern) 2>&1 | grep -o Read-only");
    EXPECT_EQ(outcome.out, "1:3\n1:3\nRead-only\n") << outcome.err;
  }
}

// A process may have all capabilities in a user namespace of its own: masks and read-only mounts, which
// it inherits, must be locked together there, and no file system of the kernel appear without them.
TEST_F(OwnUserNamespace, LiftsNoMask) {
  for (const bool restrict_sys : {true, false}) {
    config["restrict_sys"] = restrict_sys;
    const Outcome outcome = Shell(
        "busybox unshare -Urmnpf sh -c '"
        "mount -t tmpfs tmpfs /root && echo may mount; "
        "mount -t proc proc /tmp 2>/dev/null && echo proc; "
        "mount -o remount,bind,rw /proc/sys 2>/dev/null && echo remounted; "
        "umount /proc/sys 2>/dev/null && echo unmounted; "
        "umount /proc/sysrq-trigger 2>/dev/null && echo trigger; "
        "umount -l /proc 2>/dev/null && echo procfs; "
        "mount -o bind /proc /tmp 2>/dev/null && echo bound; "
        "mount -t sysfs sysfs /tmp 2>/dev/null && touch /tmp/kernel/uevent_helper 2>/dev/null && "
        "(: >>/tmp/kernel/uevent_helper) 2>/dev/null && echo sysfs; "
        "(: >>/proc/sys/kernel/core_pattern) 2>/dev/null && echo core_pattern; "
        "(: >>/proc/sysrq-trigger) 2>/dev/null && echo written; true'; echo done");
    EXPECT_EQ(outcome.out, "may mount\ndone\n") << outcome.err;
  }
}

}  // namespace
}  // namespace libcontainer::testing
