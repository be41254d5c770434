// Twenty containers in one thread: event_loop ROOTFS. One poll(2) waits for the output and the end of
// them all.
#include <libcontainer/config.h>
#include <libcontainer/namespaces/exec.h>
#include <poll.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <list>
#include <memory>
#include <string>
#include <vector>

namespace {

namespace namespaces = libcontainer::namespaces;

// A directory for state.json, since one directory holds one container; the rootfs can be shared.
class DataPath {
 public:
  DataPath() {
    if (::mkdtemp(path_.data()) == nullptr) {
      throw libcontainer::Error(errno, "create directory", path_);
    }
  }
  DataPath(const DataPath&) = delete;
  DataPath& operator=(const DataPath&) = delete;
  ~DataPath() { ::rmdir(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_ = "/tmp/event-loop-XXXXXX";
};

// Goes away in the opposite order: the process before the terminal and the directory it uses.
struct Container {
  int number = 0;
  DataPath data;
  std::unique_ptr<namespaces::Terminal> terminal = namespaces::NewTerminal(0, 1, 2, false);
  std::unique_ptr<libcontainer::Process> process;
};

void Start(Container& container, const std::string& rootfs) {
  libcontainer::Config config;
  config.namespaces = {{"NEWNS", true}, {"NEWPID", true}, {"NEWNET", true}};
  config.environment = {"PATH=/bin"};
  namespaces::StartOptions options;
  options.rootfs = rootfs;
  options.data_path = container.data.path();
  options.args = {"/bin/sh", "-c", "exit " + std::to_string(container.number)};
  container.process = std::make_unique<libcontainer::Process>(
      namespaces::Start(config, *container.terminal, options));
}

// Copies what one of the containers has written, so that none waits for a reader.
void WaitForAny(const std::list<Container>& containers) {
  std::vector<pollfd> fds;
  std::vector<namespaces::Relay*> relays;
  for (const Container& container : containers) {
    for (namespaces::Relay* relay : container.terminal->Relays()) {
      if (!container.terminal->IsOutput(relay)) continue;
      fds.push_back(relay->Interest());
      relays.push_back(relay);
    }
  }
  for (const Container& container : containers) {
    fds.push_back({container.process->pidfd(), POLLIN, 0});
  }
  ::poll(fds.data(), fds.size(), -1);
  for (size_t i = 0; i < relays.size(); ++i) {
    if (fds[i].revents != 0) relays[i]->Step(false);
  }
}

bool HasEnded(const Container& container) {
  pollfd ended = {container.process->pidfd(), POLLIN, 0};
  return ::poll(&ended, 1, 0) > 0;
}

void Run(const std::string& rootfs) {
  constexpr int kContainers = 20;
  std::list<Container> containers;
  for (int number = 1; number <= kContainers; ++number) {
    Container& container = containers.emplace_back();
    container.number = number;
    Start(container, rootfs);
  }
  while (!containers.empty()) {
    WaitForAny(containers);
    for (auto next = containers.begin(); next != containers.end();) {
      const auto container = next++;
      if (!HasEnded(*container)) continue;
      const libcontainer::Result result = container->process->Wait();  // returns at once
      std::printf("container %d: exit code %d\n", container->number, result.exit_code);
      containers.erase(container);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  try {
    Run(argv[1]);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "event_loop: %s\n", error.what());
    return 1;
  }
}
