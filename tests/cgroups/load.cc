#include "load.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>

#include "libcontainer/unique_fd.h"

namespace libcontainer::testing {

int Spin() {
  std::atomic<unsigned> turns = 0;
  for (;;) ++turns;
}

int HoldMemory(size_t bytes, int ready) {
  void* const memory =
      ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return errno;
  std::memset(memory, 1, bytes);
  if (ready >= 0 && ::write(ready, "", 1) != 1) return errno;
  for (;;) ::pause();
}

int WriteDirect(const std::string& path, size_t bytes) {
  constexpr size_t kBlock = 1 << 20;
  const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_DIRECT | O_CLOEXEC, 0600));
  if (!fd) return errno;
  void* const block =
      ::mmap(nullptr, kBlock, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (block == MAP_FAILED) return errno;
  for (size_t done = 0; done < bytes; done += kBlock) {
    if (::write(fd.get(), block, kBlock) != static_cast<ssize_t>(kBlock)) return errno;
  }
  return 0;
}

}  // namespace libcontainer::testing
