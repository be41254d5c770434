// Times of the netlink package beside ip(8): netlink COUNT
// Makes and removes COUNT pairs of veths, and lists COUNT routes, in a network namespace of its own.
// Needs root, and ip.
#include "libcontainer/netlink/netlink.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

namespace netlink = libcontainer::netlink;
using std::chrono::duration;
using std::chrono::steady_clock;

namespace {

constexpr int kRuns = 5;
char batch_path[] = "/tmp/libcontainer-bench-XXXXXX";  // commands for ip -batch

double TimeOf(const std::function<void()>& body) {
  const auto begin = steady_clock::now();
  body();
  return duration<double, std::milli>(steady_clock::now() - begin).count();
}

void Shell(const std::string& command) {
  if (std::system(command.c_str()) != 0) std::exit(1);
}

// Alternating, so that both see the same machine.
void Compare(const char* what, const std::function<void()>& ours,
             const std::function<void()>& ips) {
  std::vector<double> own;
  std::vector<double> other;
  for (int run = 0; run < kRuns; ++run) {
    own.push_back(TimeOf(ours));
    other.push_back(TimeOf(ips));
  }
  std::sort(own.begin(), own.end());
  std::sort(other.begin(), other.end());
  std::printf("%-32s library %9.2f ms, ip %9.2f ms, ratio %.2f\n", what, own[kRuns / 2],
              other[kRuns / 2], own[kRuns / 2] / other[kRuns / 2]);
}

void CompareVeths(int count) {
  std::ofstream batch(batch_path);
  for (int i = 0; i < count; ++i) {
    const std::string n = std::to_string(i);
    batch << "link add a" << n << " type veth peer name b" << n << "\n";
    batch << "link del a" << n << "\n";
  }
  batch.close();
  Compare(
      "veth pairs made and removed",
      [count] {
        for (int i = 0; i < count; ++i) {
          const std::string name = "a" + std::to_string(i);
          netlink::NetworkCreateVethPair(name, "b" + std::to_string(i));
          netlink::NetworkLinkDel(netlink::InterfaceIndex(name));
        }
      },
      [] { Shell(std::string("ip -batch ") + batch_path); });
}

void CompareRoutes(int count) {
  netlink::NetworkCreateVethPair({"d", "e", 0, 0, true});
  netlink::NetworkLinkUp(netlink::InterfaceIndex("e"));
  std::ofstream batch(batch_path);
  for (int i = 0; i < count; ++i) {
    batch << "route add 10." << i / 250 << "." << i % 250 << ".0/24 dev d\n";
  }
  batch.close();
  Shell(std::string("ip -batch ") + batch_path);
  Compare(
      "routes listed",
      [count] {
        if (netlink::NetworkGetRoutes().size() != static_cast<size_t>(count)) std::exit(1);
      },
      [] { Shell("ip -j -4 route show table main >/dev/null"); });
}

}  // namespace

int main(int argc, char** argv) {
  const int count = argc > 1 ? std::atoi(argv[1]) : 0;
  if (count <= 0) {
    std::fprintf(stderr, "usage: netlink COUNT\n");
    return 2;
  }
  const int batch = ::mkstemp(batch_path);
  if (batch < 0 || ::unshare(CLONE_NEWNET) != 0) {
    std::perror("make file and namespace");
    return 1;
  }
  CompareVeths(count);
  CompareRoutes(count);
  ::close(batch);
  std::remove(batch_path);
  return 0;
}
