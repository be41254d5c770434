// Runs in a container: looks for the key "libcontainer-canary" in the keyrings it has.
#include <linux/keyctl.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  const int keyrings[] = {KEY_SPEC_THREAD_KEYRING, KEY_SPEC_PROCESS_KEYRING,
                          KEY_SPEC_SESSION_KEYRING};
  for (size_t i = 0; i < sizeof keyrings / sizeof *keyrings; ++i) {
    const long key =
        syscall(SYS_keyctl, KEYCTL_SEARCH, keyrings[i], "user", "libcontainer-canary", 0);
    char secret[64] = "";
    if (key < 0) continue;
    const long length = syscall(SYS_keyctl, KEYCTL_READ, key, secret, sizeof secret - 1);
    printf("found %.*s\n", (int)length, secret);
  }
  puts("searched");
  return 0;
}
