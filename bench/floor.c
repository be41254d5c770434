// The lower bound for a start: the system calls that nsinit makes for sample_configs/minimal.json
// (without terminal, as root) on cgroup v1, with nothing configurable, nothing parsed and no second
// program. Run in the rootfs: floor /bin/true
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/openat2.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

static void check(long result, const char* what) {
  if (result >= 0) return;
  perror(what);
  _exit(125);
}

static int opened(int dir, const char* path, int flags) {
  int fd = openat(dir, path, flags | O_CLOEXEC, 0600);
  check(fd, path);
  return fd;
}

static void put(int dir, const char* file, const char* text) {
  int fd = opened(dir, file, O_WRONLY);
  check(write(fd, text, strlen(text)), file);
  close(fd);
}

// ---- control groups

static const char* const kHierarchies[] = {"cpu",     "cpuacct", "cpuset", "memory", "devices",
                                           "freezer", "blkio",   "pids",   "systemd"};
enum { kCount = sizeof kHierarchies / sizeof *kHierarchies };
static const char* const kDevices[] = {"c *:* m",   "b *:* m",   "c 5:1 rwm",     "c 4:0 rwm",
                                       "c 4:1 rwm", "c 136:* rwm", "c 5:2 rwm",   "c 10:200 rwm",
                                       "c 1:3 rwm", "c 1:5 rwm", "c 1:7 rwm",     "c 5:0 rwm",
                                       "c 1:9 rwm", "c 1:8 rwm"};
static int bases[kCount], parents[kCount], groups[kCount];

static int own_group(const char* name) {
  static char table[8192];
  if (table[0] == 0) {
    int fd = opened(AT_FDCWD, "/proc/self/cgroup", O_RDONLY);
    check(read(fd, table, sizeof table - 1), "cgroup");
    close(fd);
  }
  char key[64], path[4096];
  snprintf(key, sizeof key, "%s:", name);
  const char* line = strstr(table, key);
  if (line == NULL) exit(125);
  line += strlen(key);
  snprintf(path, sizeof path, "/sys/fs/cgroup/%s%.*s", name, (int)strcspn(line, "\n"), line);
  return opened(AT_FDCWD, path, O_PATH | O_DIRECTORY);
}

static void copy_cpuset(int from, int to) {
  for (int i = 0; i < 2; i++) {
    const char* file = i == 0 ? "cpuset.cpus" : "cpuset.mems";
    char value[256];
    int fd = opened(from, file, O_RDONLY);
    ssize_t length = read(fd, value, sizeof value - 1);
    check(length, file);
    close(fd);
    value[length] = 0;
    put(to, file, value);
  }
}

static void enter_groups(pid_t pid) {
  char text[32];
  snprintf(text, sizeof text, "%d", pid);
  for (int i = 0; i < kCount; i++) {
    bases[i] = own_group(strcmp(kHierarchies[i], "systemd") ? kHierarchies[i] : "systemd");
    check(mkdirat(bases[i], "floor", 0755), "mkdir");
    parents[i] = opened(bases[i], "floor", O_PATH | O_DIRECTORY);
    check(mkdirat(parents[i], "floor-koye", 0755), "mkdir");
    groups[i] = opened(parents[i], "floor-koye", O_PATH | O_DIRECTORY);
    if (i == 2) {
      copy_cpuset(bases[i], parents[i]);
      copy_cpuset(parents[i], groups[i]);
    }
    if (i == 4) {
      put(groups[i], "devices.deny", "a");
      for (size_t rule = 0; rule < sizeof kDevices / sizeof *kDevices; rule++) {
        put(groups[i], "devices.allow", kDevices[rule]);
      }
    }
  }
  for (int i = 0; i < kCount; i++) put(groups[i], "cgroup.procs", text);
}

static void leave_groups(void) {
  for (int i = 0; i < kCount; i++) {
    check(unlinkat(parents[i], "floor-koye", AT_REMOVEDIR), "rmdir");
    check(unlinkat(bases[i], "floor", AT_REMOVEDIR), "rmdir");
  }
}

// ---- mounts

static int new_mount(const char* type, const char* source, const char* const* options,
                     unsigned attributes) {
  int context = (int)syscall(SYS_fsopen, type, FSOPEN_CLOEXEC);
  check(context, type);
  check(syscall(SYS_fsconfig, context, FSCONFIG_SET_STRING, "source", source, 0), "source");
  for (; options && *options; options += 2) {
    check(syscall(SYS_fsconfig, context, FSCONFIG_SET_STRING, options[0], options[1], 0), type);
  }
  check(syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0), type);
  int mount = (int)syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, attributes);
  check(mount, type);
  close(context);
  return mount;
}

static int clone_mount(int fd, unsigned flags) {
  int mount = (int)syscall(SYS_open_tree, fd, "",
                           OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | flags);
  check(mount, "open_tree");
  return mount;
}

static void attach(int mount, int target) {
  check(syscall(SYS_move_mount, mount, "", target, "",
                MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH),
        "move_mount");
}

// -1 if there is nothing of that name.
static int lookup(int dir, const char* path) {
  struct open_how how = {.flags = O_PATH | O_CLOEXEC,
                         .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS};
  return (int)syscall(SYS_openat2, dir, path, &how, sizeof how);
}

static int mount_on(int dir, const char* name, int mount) {
  int target = lookup(dir, name);
  if (target < 0) {
    check(mkdirat(dir, name, 0755), name);
    target = lookup(dir, name);
  }
  attach(mount, target);
  close(target);
  return mount;
}

static void make_readonly(int root, const char* path) {
  int target = lookup(root, path);
  if (target < 0) return;
  int mount = clone_mount(target, AT_RECURSIVE);
  struct mount_attr attributes = {.attr_set = MOUNT_ATTR_RDONLY};
  check(syscall(SYS_mount_setattr, mount, "", AT_EMPTY_PATH | AT_RECURSIVE, &attributes,
                sizeof attributes),
        path);
  attach(mount, target);
  close(mount);
  close(target);
}

static void mask(int root, const char* path, int null_device) {
  int target = lookup(root, path);
  if (target < 0) return;
  struct stat status;
  check(fstat(target, &status), path);
  static const char* const options[] = {"mode", "755", "nr_inodes", "1", NULL};
  int cover = S_ISDIR(status.st_mode) ? new_mount("tmpfs", "tmpfs", options, 0xf)
                                      : clone_mount(null_device, 0);
  attach(cover, target);
  close(cover);
  close(target);
}

static void device(int dev, const char* name, int major_number, int minor_number) {
  check(mknodat(dev, name, S_IFCHR | 0666, makedev(major_number, minor_number)), name);
}

static void set_up_mounts(void) {
  static const char* const dev_options[] = {"mode", "755", NULL};
  static const char* const shm_options[] = {"mode", "1777", "size", "65536k", NULL};
  static const char* const pts_options[] = {"ptmxmode", "0666", "mode", "620", "gid", "5", NULL};
  check(mount(NULL, "/", NULL, MS_SLAVE | MS_REC, NULL), "slave");
  int directory = opened(AT_FDCWD, ".", O_PATH | O_DIRECTORY);
  int root = clone_mount(directory, AT_RECURSIVE);
  attach(root, directory);
  int null_device = clone_mount(opened(AT_FDCWD, "/dev/null", O_PATH), 0);
  mount_on(root, "proc", new_mount("proc", "proc", NULL, 0xe));
  mount_on(root, "sys", new_mount("sysfs", "sysfs", NULL, 0xf));
  int dev = mount_on(root, "dev", new_mount("tmpfs", "tmpfs", dev_options, 0x22));
  mount_on(dev, "shm", new_mount("tmpfs", "shm", shm_options, 0xe));
  mount_on(dev, "pts", new_mount("devpts", "devpts", pts_options, 0xa));
  umask(0);
  device(dev, "null", 1, 3);
  device(dev, "zero", 1, 5);
  device(dev, "full", 1, 7);
  device(dev, "tty", 5, 0);
  device(dev, "urandom", 1, 9);
  device(dev, "random", 1, 8);
  umask(022);
  check(symlinkat("pts/ptmx", dev, "ptmx"), "ptmx");
  check(symlinkat("/proc/self/fd", dev, "fd"), "fd");
  check(symlinkat("/proc/self/fd/0", dev, "stdin"), "stdin");
  check(symlinkat("/proc/self/fd/1", dev, "stdout"), "stdout");
  check(symlinkat("/proc/self/fd/2", dev, "stderr"), "stderr");
  make_readonly(root, "container.json");
  make_readonly(root, "state.json");
  check(fchdir(root), "fchdir");
  check(syscall(SYS_pivot_root, ".", "."), "pivot_root");
  check(umount2(".", MNT_DETACH), "umount");
  check(chdir("/"), "chdir");
  check(sethostname("koye", 4), "sethostname");
  static const char* const readonly[] = {"proc/bus", "proc/fs", "proc/irq", "proc/sys",
                                         "proc/sysrq-trigger"};
  static const char* const masked[] = {
      "proc/acpi",          "proc/asound",     "proc/interrupts", "proc/kcore",
      "proc/keys",          "proc/latency_stats", "proc/sched_debug", "proc/scsi",
      "proc/timer_list",    "proc/timer_stats", "sys/devices/virtual/powercap", "sys/firmware"};
  for (size_t i = 0; i < sizeof readonly / sizeof *readonly; i++) make_readonly(root, readonly[i]);
  for (size_t i = 0; i < sizeof masked / sizeof *masked; i++) mask(root, masked[i], null_device);
}

// ---- the rest of the child

static void set_up_loopback(void) {
  struct ifreq request = {.ifr_name = "lo"};
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  request.ifr_mtu = 1500;
  check(ioctl(fd, SIOCSIFMTU, &request), "mtu");
  request.ifr_flags = IFF_UP;
  check(ioctl(fd, SIOCSIFFLAGS, &request), "up");
  close(fd);
}

static void drop_capabilities(void) {
  const unsigned long long keep = 0x880425eb;
  for (int capability = 0; prctl(PR_CAPBSET_READ, capability) >= 0; capability++) {
    if ((keep >> capability & 1) == 0) check(prctl(PR_CAPBSET_DROP, capability), "bounding set");
  }
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2] = {{(unsigned)keep, (unsigned)keep, 0}, {0, 0, 0}};
  check(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0), "ambient");
  check(syscall(SYS_capset, &header, data), "capset");
}

static void child(int pipe, int in, int out, int err, char** argv) {
  char go;
  if (read(pipe, &go, 1) != 1) _exit(1);
  check(prctl(PR_SET_PDEATHSIG, SIGKILL), "pdeathsig");
  check(dup2(in, 0), "dup2");
  check(dup2(out, 1), "dup2");
  check(dup2(err, 2), "dup2");
  check(setsid(), "setsid");
  set_up_loopback();
  set_up_mounts();
  drop_capabilities();
  gid_t group = 0;
  check(syscall(SYS_setgroups, 1, &group), "setgroups");
  check(syscall(SYS_setresgid, 0, 0, 0), "setresgid");
  check(syscall(SYS_setresuid, 0, 0, 0), "setresuid");
  char* const environment[] = {"HOME=/", "PATH=/bin", NULL};
  execve(argv[0], argv, environment);
  _exit(127);
}

int main(int argc, char** argv) {
  if (argc < 2) return 1;
  int state = opened(AT_FDCWD, "state.json", O_CREAT | O_EXCL | O_WRONLY);
  int in[2], out[2], err[2], pipe[2], pidfd = -1;
  check(pipe2(in, O_CLOEXEC), "pipe");
  check(pipe2(out, O_CLOEXEC), "pipe");
  check(pipe2(err, O_CLOEXEC), "pipe");
  check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pipe), "socketpair");
  pid_t pid = (pid_t)syscall(SYS_clone,
                             CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID |
                                 CLONE_NEWNET | CLONE_PIDFD | SIGCHLD,
                             0, &pidfd, 0, 0);
  check(pid, "clone");
  if (pid == 0) {
    close(pipe[0]);
    child(pipe[1], in[0], out[1], err[1], argv + 1);
  }
  close(pipe[1]);
  close(in[0]);
  close(out[1]);
  close(err[1]);
  enter_groups(pid);
  check(write(pipe[0], "x", 1), "go");
  char rest;
  check(read(pipe[0], &rest, 1), "sync");  // end of file: the command runs
  dprintf(state, "{\"init_pid\":%d}\n", pid);
  struct pollfd ended = {pidfd, POLLIN, 0};
  check(poll(&ended, 1, -1), "poll");
  siginfo_t info;
  check(waitid(P_PIDFD, (id_t)pidfd, &info, WEXITED), "waitid");
  leave_groups();
  check(unlink("state.json"), "unlink");
  return info.si_status;
}
