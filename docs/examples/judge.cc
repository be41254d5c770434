// Runs a program that nobody trusts, with 64 MiB of memory, one second of processor time, ten seconds
// in all and no network, and says why it ended: judge ROOTFS PROGRAM [ARG...]
#include <libcontainer/cgroups/driver.h>
#include <libcontainer/config.h>
#include <libcontainer/devices/devices.h>
#include <libcontainer/namespaces/exec.h>
#include <poll.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>
#include <future>
#include <optional>
#include <string>

namespace {

constexpr std::chrono::nanoseconds kProcessorTime = std::chrono::seconds(1);
constexpr std::chrono::seconds kTime(10);
constexpr int64_t kMemory = 64 << 20;

libcontainer::Config Untrusted() {
  libcontainer::Config config;
  // A network namespace without networks: not even a loopback interface that is up.
  for (const char* name : {"NEWNS", "NEWUTS", "NEWIPC", "NEWPID", "NEWNET"}) {
    config.namespaces[name] = true;
  }
  config.user = "65534:65534";
  config.capabilities = {};
  config.no_new_privileges = true;
  config.restrict_sys = true;
  config.environment = {"PATH=/usr/bin:/bin"};
  config.rlimits = {{"RLIMIT_CORE", 0, 0}, {"RLIMIT_NOFILE", 64, 64}};
  // What a program that computes has no use for. (sample_configs/seccomp.json goes the other way, and
  // lists what is allowed.)
  config.seccomp.emplace().default_action = "allow";
  libcontainer::security::seccomp::Rule& refused = config.seccomp->syscalls.emplace_back();
  refused.action = "errno";
  refused.names = {"add_key",         "bpf",     "io_uring_setup", "keyctl",      "mount",
                   "perf_event_open", "ptrace",  "setns",          "request_key", "socket",
                   "umount2",         "unshare", "userfaultfd"};
  libcontainer::mount::MountConfig& mounts = config.mount_config.emplace();
  mounts.readonly_fs = true;
  mounts.device_nodes = libcontainer::devices::DefaultSimpleDevices();
  libcontainer::cgroups::Cgroup& cgroup = config.cgroups.emplace();
  cgroup.name = "judge-" + std::to_string(::getpid());
  cgroup.allowed_devices = libcontainer::devices::DefaultSimpleDevices();
  cgroup.memory = kMemory;
  cgroup.memory_swap = kMemory;
  cgroup.pids_limit = 32;
  return config;
}

// Of all processes of the container together: a limit of setrlimit(2) would count each for itself.
std::chrono::nanoseconds ProcessorTime(const libcontainer::State& state) {
  const auto stats = libcontainer::cgroups::GetStats(state.cgroup, std::chrono::seconds(0));
  return std::chrono::nanoseconds(stats.cpu_stats.cpu_usage.total_usage.value_or(0));
}

// Runs beside Wait. Kills the container that uses too much, and returns what that was.
const char* Watch(const libcontainer::State& state) try {
  const auto deadline = std::chrono::steady_clock::now() + kTime;
  const libcontainer::UniqueFd process = libcontainer::namespaces::OpenProcess(state);
  pollfd ended = {process.get(), POLLIN, 0};
  while (::poll(&ended, 1, 10) == 0) {
    const char* excess = nullptr;
    if (ProcessorTime(state) >= kProcessorTime) excess = "processor time limit";
    if (std::chrono::steady_clock::now() >= deadline) excess = "time limit";
    if (excess == nullptr) continue;
    libcontainer::namespaces::Kill(state, SIGKILL);
    return excess;
  }
  return nullptr;
} catch (const libcontainer::Error&) {
  return nullptr;  // it ended between two looks
}

std::string Verdict(const libcontainer::Result& result, const char* excess) {
  if (excess != nullptr) return excess;
  if (result.oom_killed) return "memory limit";
  if (result.signal != 0) return "signal " + std::to_string(result.signal);
  return "exit code " + std::to_string(result.exit_code);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  try {
    const auto terminal = libcontainer::namespaces::NewTerminal(0, 1, 2, false);
    libcontainer::namespaces::StartOptions options;
    options.rootfs = argv[1];
    options.args.assign(argv + 2, argv + argc);
    libcontainer::Process process =
        libcontainer::namespaces::Start(Untrusted(), *terminal, options);
    std::future<const char*> watch;
    if (const auto state = libcontainer::namespaces::GetRunning(options.rootfs)) {
      watch = std::async(std::launch::async, Watch, *state);
    }
    const libcontainer::Result result = process.Wait();
    const char* const excess = watch.valid() ? watch.get() : nullptr;
    std::printf("%s\n", Verdict(result, excess).c_str());
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "judge: %s\n", error.what());
    return 1;
  }
}
