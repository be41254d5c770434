// Makes the system calls that its arguments name and prints the errno of each, 0 for success:
//   [i386:|x32:]NUMBER[,ARGUMENT...]
// Arguments that are not given are -1. The words
//   catch    from here on a SIGSYS ends the program with status 7
//   thread   the rest is done by a second thread; the first prints "first lives" after it
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static void caught(int signal) {
  (void)signal;
  _exit(7);
}

static int native_call(long number, const long* a) {
  const long result = syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
  if (result == 0 && number == SYS_clone) _exit(0);  // the new process
  return result < 0 ? errno : 0;
}

#ifdef __x86_64__
static int i386_call(long number, const long* a) {
  int result;
  __asm__ volatile("int $0x80"
                   : "=a"(result)
                   : "a"((int)number), "b"(a[0]), "c"(a[1]), "d"(a[2]), "S"(a[3]), "D"(a[4])
                   : "memory");
  return result < 0 && result > -4096 ? -result : 0;
}
#endif

static void call(const char* text) {
  long arguments[6] = {-1, -1, -1, -1, -1, -1};
  const char* colon = strchr(text, ':');
  char* rest;
  const long number = strtol(colon ? colon + 1 : text, &rest, 0);
  for (int i = 0; i < 6 && *rest == ','; ++i) {
    arguments[i] = (long)strtoul(rest + 1, &rest, 0);
  }
  int result = ENOTSUP;
  if (!colon) result = native_call(number, arguments);
#ifdef __x86_64__
  if (colon && *text == 'i') result = i386_call(number, arguments);
  if (colon && *text == 'x') result = native_call(number | 0x40000000, arguments);
#endif
  printf("%d\n", result);
}

static void* call_all(void* words) {
  for (char** word = words; *word; ++word) call(*word);
  return NULL;
}

int main(int argc, char** argv) {
  (void)argc;
  char** word = argv + 1;
  if (*word && strcmp(*word, "catch") == 0) {
    signal(SIGSYS, caught);
    ++word;
  }
  if (*word && strcmp(*word, "thread") == 0) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, call_all, word + 1) != 0) return 1;
    pthread_join(thread, NULL);
    puts("first lives");
    return 0;
  }
  call_all(word);
  return 0;
}
