// Runs a command with 64 MiB of memory, half a processor and at most 50 tasks, and prints how it
// ended: run ROOTFS COMMAND [ARG...]
#include <libcontainer/config.h>
#include <libcontainer/devices/devices.h>
#include <libcontainer/namespaces/exec.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <string>

namespace {

// A configuration needs no file: every key of container.json is a field of the same name.
libcontainer::Config Limited() {
  libcontainer::Config config;
  for (const char* name : {"NEWNS", "NEWUTS", "NEWIPC", "NEWPID", "NEWNET"}) {
    config.namespaces[name] = true;
  }
  config.hostname = "limited";
  config.environment = {"PATH=/usr/bin:/bin"};
  config.restrict_sys = true;
  config.mount_config.emplace().device_nodes = libcontainer::devices::DefaultSimpleDevices();
  libcontainer::cgroups::Cgroup& cgroup = config.cgroups.emplace();
  cgroup.name = "run-" + std::to_string(::getpid());
  cgroup.allowed_devices = libcontainer::devices::DefaultAllowedDevices();
  cgroup.memory = 64 << 20;       // bytes
  cgroup.memory_swap = 64 << 20;  // memory and swap together: no swap
  cgroup.cpu_quota = 50'000;      // microseconds of each period
  cgroup.cpu_period = 100'000;
  cgroup.pids_limit = 50;
  return config;
}

void Print(const libcontainer::Result& result) {
  using Milliseconds = std::chrono::duration<double, std::milli>;
  std::printf("exit code %d, signal %d%s\n", result.exit_code, result.signal,
              result.oom_killed ? ", out of memory" : "");
  std::printf("most memory %.1f MiB\n", static_cast<double>(result.peak_memory_bytes) / (1 << 20));
  std::printf("set up in %.1f ms, ran %.1f ms\n", Milliseconds(result.timings.setup).count(),
              Milliseconds(result.timings.run).count());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  try {
    const auto terminal = libcontainer::namespaces::NewTerminal(0, 1, 2, false);
    libcontainer::namespaces::StartOptions options;
    options.rootfs = argv[1];
    options.args.assign(argv + 2, argv + argc);
    libcontainer::Process process = libcontainer::namespaces::Start(Limited(), *terminal, options);
    const libcontainer::Result result = process.Wait();
    Print(result);
    return result.ExitStatus();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "run: %s\n", error.what());
    return 1;
  }
}
