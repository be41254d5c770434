// The netlink package alone: in a network namespace of its own, brings the loopback interface up and
// changes its MTU.
#include <libcontainer/error.h>
#include <libcontainer/netlink/netlink.h>
#include <sched.h>

#include <cerrno>
#include <cstdio>
#include <exception>

int main() {
  namespace netlink = libcontainer::netlink;
  try {
    if (::unshare(CLONE_NEWNET) != 0) throw libcontainer::Error(errno, "unshare", "network");
    const uint32_t loopback = netlink::InterfaceIndex("lo");
    netlink::NetworkSetMTU(loopback, 1400);
    netlink::NetworkLinkUp(loopback);
    std::printf("interface %u is up\n", loopback);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "netlink: %s\n", error.what());
    return 1;
  }
}
