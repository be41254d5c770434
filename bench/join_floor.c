// The lower bound for a join: the system calls that nsinit makes to run a command in a running
// container on cgroup v1, with nothing configurable and no second program.
// join_floor PID CMD
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void check(long result, const char* what) {
  if (result >= 0) return;
  perror(what);
  _exit(125);
}

static void read_file(const char* path, char* text, size_t size) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  check(fd, path);
  ssize_t length = read(fd, text, size - 1);
  check(length, path);
  text[length] = 0;
  close(fd);
}

// The groups of `target`, one hierarchy a line.
static void join_groups(const char* target, pid_t pid) {
  char path[4300], groups[8192], text[32];
  snprintf(path, sizeof path, "/proc/%s/cgroup", target);
  read_file(path, groups, sizeof groups);
  snprintf(text, sizeof text, "%d", pid);
  for (char* line = strtok(groups, "\n"); line; line = strtok(NULL, "\n")) {
    char* name = strchr(line, ':') + 1;
    char* group = strchr(name, ':');
    *group++ = 0;
    if (*name == 0) continue;  // cgroup v2: nothing is in it here
    if (strncmp(name, "name=", 5) == 0) name += 5;
    snprintf(path, sizeof path, "/sys/fs/cgroup/%s%s/cgroup.procs", name, group);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    check(fd, path);
    check(write(fd, text, strlen(text)), path);
    close(fd);
  }
}

static void drop_capabilities(void) {
  const unsigned long long keep = 0x880425eb;
  for (int capability = 0; capability < 64; capability++) {
    if (keep >> capability & 1) continue;
    if (prctl(PR_CAPBSET_DROP, capability) < 0) break;
  }
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2] = {{(unsigned)keep, (unsigned)keep, 0}, {0, 0, 0}};
  check(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0), "ambient");
  check(syscall(SYS_capset, &header, data), "capset");
}

int main(int argc, char** argv) {
  if (argc < 3) return 1;
  int in[2], out[2], err[2], status = 0;
  check(pipe2(in, O_CLOEXEC), "pipe");
  check(pipe2(out, O_CLOEXEC), "pipe");
  check(pipe2(err, O_CLOEXEC), "pipe");
  int target = (int)syscall(SYS_pidfd_open, atoi(argv[1]), 0);
  check(target, "pidfd_open");
  pid_t outer = fork();  // it enters, and forks the process that goes on inside
  check(outer, "fork");
  if (outer == 0) {
    join_groups(argv[1], getpid());
    check(setns(target, CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID | CLONE_NEWNET),
          "setns");
    check(chdir("/"), "chdir");
    pid_t inner = fork();
    check(inner, "fork");
    if (inner != 0) {
      waitpid(inner, &status, 0);
      _exit(WEXITSTATUS(status));
    }
    check(prctl(PR_SET_PDEATHSIG, SIGKILL), "pdeathsig");
    check(dup2(in[0], 0), "dup2");
    check(dup2(out[1], 1), "dup2");
    check(dup2(err[1], 2), "dup2");
    check(setsid(), "setsid");
    drop_capabilities();
    gid_t group = 0;
    check(syscall(SYS_setgroups, 1, &group), "setgroups");
    check(syscall(SYS_setresgid, 0, 0, 0), "setresgid");
    check(syscall(SYS_setresuid, 0, 0, 0), "setresuid");
    char* const environment[] = {"HOME=/", "PATH=/bin", NULL};
    execve(argv[2], argv + 2, environment);
    _exit(127);
  }
  check(waitpid(outer, &status, 0), "waitpid");
  return WEXITSTATUS(status);
}
