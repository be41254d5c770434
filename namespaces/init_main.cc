// Runs in: inside the container, as the init image.
#include <signal.h>
#include <sys/prctl.h>

#include <cstddef>
#include <cstdlib>
#include <new>
#include <utility>

#include "libcontainer/namespaces/init.h"
#include "spawn.h"

// The C++ library's own handler prints the exception's name, and brings a demangler for it into the
// image. Nobody would read it: the caller sees that the init ended early.
namespace __gnu_cxx {  // NOLINT(bugprone-reserved-identifier)
void __verbose_terminate_handler() { std::abort(); }
}  // namespace __gnu_cxx

namespace {

// Memory for the whole life of the init, a few milliseconds: nothing is given back, so no page has
// to be faulted in twice.
alignas(std::max_align_t) char arena[256 << 10];
size_t arena_used = 0;

}  // namespace

void* operator new(size_t size) {
  const size_t aligned = (size + alignof(std::max_align_t) - 1) & ~(alignof(std::max_align_t) - 1);
  if (aligned <= sizeof arena - arena_used)
    return arena + std::exchange(arena_used, arena_used + aligned);
  void* const memory = std::malloc(size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void operator delete(void* /*memory*/) noexcept {}
void operator delete(void* /*memory*/, size_t /*size*/) noexcept {}

int main() {
  // Until execve nothing in the container may trace this process or read its memory.
  ::prctl(PR_SET_DUMPABLE, 0);
  // Ignored and blocked signals survive execve; the command gets none from whoever started it.
  for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  return libcontainer::namespaces::Init(libcontainer::namespaces::kSyncPipeFd);
}
