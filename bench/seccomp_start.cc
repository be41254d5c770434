// What a seccomp profile costs: seccomp_start ROOTFS PROFILE RUNS. Starts /bin/true through the library
// with the container.json of ROOTFS, in turn without and with the `seccomp` of the file PROFILE, which
// is compiled once and then cached. Prints medians in milliseconds.
#include <fcntl.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <vector>

#include "libcontainer/config.h"
#include "libcontainer/namespaces/exec.h"
#include "libcontainer/security/seccomp.h"

namespace {

using std::chrono::duration;
using std::chrono::steady_clock;

template <typename Function>
double Milliseconds(Function function) {
  const auto begin = steady_clock::now();
  function();
  return duration<double, std::milli>(steady_clock::now() - begin).count();
}

double Median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 1;
  const libcontainer::Config plain = libcontainer::LoadConfig(argv[1], nullptr);
  std::ostringstream text;
  text << std::ifstream(argv[2]).rdbuf();
  libcontainer::Config filtered = plain;
  filtered.seccomp = libcontainer::DecodeConfig(text.str(), nullptr).seccomp;
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  libcontainer::namespaces::StartOptions options;
  options.rootfs = argv[1];
  options.args = {"/bin/true"};
  const auto start = [&](const libcontainer::Config& config) {
    const auto terminal = libcontainer::namespaces::NewTerminal(null, null, 2, false);
    const auto begin = steady_clock::now();
    auto process = libcontainer::namespaces::Start(config, *terminal, options);
    const double elapsed = duration<double, std::milli>(steady_clock::now() - begin).count();
    if (process.Wait().ExitStatus() != 0) std::abort();
    return elapsed;
  };
  const auto compile = [&] { libcontainer::security::seccomp::Compile(*filtered.seccomp); };
  const double compiled = Milliseconds(compile);
  const double cached = Milliseconds(compile);
  std::vector<double> without;
  std::vector<double> with;
  std::vector<double> difference;
  for (int run = 0; run < std::atoi(argv[3]); ++run) {
    without.push_back(start(plain));
    with.push_back(start(filtered));
    difference.push_back(with.back() - without.back());
  }
  std::printf(
      "until the command runs: median %.2f ms without, %.2f ms with a profile; median difference "
      "%.2f ms\n",
      Median(without), Median(with), Median(difference));
  std::printf("the profile: %.2f ms to compile, %.4f ms from the cache\n", compiled, cached);
  return 0;
}
