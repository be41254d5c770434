// Runs a command in the container that ROOTFS/container.json describes: hello ROOTFS COMMAND [ARG...]
#include <libcontainer/config.h>
#include <libcontainer/namespaces/exec.h>

#include <cstdio>
#include <exception>

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  try {
    const libcontainer::Config config = libcontainer::LoadConfig(argv[1], nullptr);
    const auto terminal = libcontainer::namespaces::NewTerminal(0, 1, 2, config.tty);
    libcontainer::namespaces::StartOptions options;
    options.rootfs = argv[1];
    options.args.assign(argv + 2, argv + argc);
    return libcontainer::namespaces::Exec(config, *terminal, options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "hello: %s\n", error.what());
    return 1;
  }
}
