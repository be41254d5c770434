// Start latency of the library from callers of different size: large_caller ROOTFS RUNS GIB...
// Prints the median of a start and its end for each size, in milliseconds; sizes alternate.
#include <fcntl.h>
#include <sys/mman.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "libcontainer/config.h"
#include "libcontainer/namespaces/exec.h"

namespace {

using std::chrono::duration;
using std::chrono::steady_clock;

// A mapping of that size with every page present; the caller's resident set.
class Ballast {
 public:
  explicit Ballast(size_t gib) : size_(gib << 30) {
    if (size_ == 0) return;
    data_ = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (data_ == MAP_FAILED) std::abort();
  }
  Ballast(const Ballast&) = delete;
  Ballast& operator=(const Ballast&) = delete;
  ~Ballast() {
    if (size_ != 0) ::munmap(data_, size_);
  }

 private:
  size_t size_;
  void* data_ = nullptr;
};

double StartMs(const libcontainer::Config& config, const std::string& rootfs, int null) {
  const auto terminal = libcontainer::namespaces::NewTerminal(null, null, 2, false);
  libcontainer::namespaces::StartOptions options;
  options.rootfs = rootfs;
  options.args = {"/bin/true"};
  const auto begin = steady_clock::now();
  if (libcontainer::namespaces::Exec(config, *terminal, options) != 0) std::abort();
  return duration<double, std::milli>(steady_clock::now() - begin).count();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 1;
  const std::string rootfs = argv[1];
  const int runs = std::atoi(argv[2]);
  const libcontainer::Config config = libcontainer::LoadConfig(rootfs, nullptr);
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  std::vector<std::vector<double>> times(static_cast<size_t>(argc - 3));
  constexpr int kBlock = 10;  // starts before the size changes
  for (int done = 0; done < runs; done += kBlock) {
    for (size_t i = 0; i < times.size(); ++i) {
      const Ballast ballast(static_cast<size_t>(std::atoi(argv[3 + i])));
      for (int run = 0; run < kBlock; ++run) times[i].push_back(StartMs(config, rootfs, null));
    }
  }
  for (size_t i = 0; i < times.size(); ++i) {
    std::sort(times[i].begin(), times[i].end());
    std::printf("%s GiB resident: median %.2f ms\n", argv[3 + i], times[i][times[i].size() / 2]);
  }
  return 0;
}
