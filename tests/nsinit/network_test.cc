// Containers with networks, each test in a network namespace of its own in place of the host's.
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cstdlib>
#include <random>

#include "libcontainer/state.h"
#include "support/container.h"
#include "support/ip.h"

namespace libcontainer::testing {
namespace {

using nlohmann::json;

class NsinitNetwork : public ContainerTest {
 protected:
  void SetUp() override {
    ContainerTest::SetUp();
    config["networks"] = {{{"type", "loopback"}}};
  }
  void AddVeth(const std::string& address, const std::string& gateway = "",
               const std::string& name = "") {
    json veth = {{"type", "veth"}, {"bridge", "docker0"}, {"veth_prefix", "veth"}};
    veth["address"] = address;
    if (!gateway.empty()) veth["gateway"] = gateway;
    if (!name.empty()) veth["name"] = name;
    config["networks"].push_back(veth);
  }
  // `body` where the host has nothing but that bridge.
  static void WithBridge(const std::function<void()>& body) {
    RunIsolated(CLONE_NEWNET, [&] {
      Ip("link add docker0 type bridge");
      Ip("addr add 172.17.42.1/16 dev docker0");
      Ip("addr add fd00::1/64 dev docker0 nodad");
      Ip("link set docker0 up");
      body();
    });
  }
  // Names of the interfaces beside loopback and bridge.
  static std::vector<std::string> HostInterfaces() {
    std::vector<std::string> names;
    for (const json& link : IpJson("link show")) {
      if (link["ifname"] != "lo" && link["ifname"] != "docker0") names.push_back(link["ifname"]);
    }
    return names;
  }
  // What `ip -j` prints in the container's network namespace.
  json IpInside(const std::string& arguments) {
    const std::string pid = std::to_string(GetState(rootfs())->init_pid);
    RunProgram({"/bin/sh", "-c",
                "nsenter -t " + pid + " -n /sbin/ip -j " + arguments + " >" + Path("ip.json")},
               "/");
    return json::parse(ReadFile(Path("ip.json")));
  }
  // Runs `body` while the container waits.
  void WhileRunning(const std::function<void()>& body) {
    Child waiting(ExecArgs({"/bin/sh", "-c", "echo ready; read line"}), rootfs());
    char byte = 0;
    ASSERT_EQ(::read(waiting.output.get(), &byte, 1), 1) << "it did not start";
    body();
    waiting.input.reset();
    waiting.Wait();
  }
};

TEST_F(NsinitNetwork, TheSampleAttachesToABridge) {
  json sample = json::parse(ReadFile(SOURCE_DIR "/sample_configs/attach_to_bridge.json"));
  sample["cgroups"] = config["cgroups"];
  config = sample;
  WithBridge([this] {
    const Outcome outcome = Shell("ping -c 1 -W 5 172.17.42.1 && ip route && ip addr");
    EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
    EXPECT_NE(outcome.out.find("default via 172.17.42.1 dev eth0"), std::string::npos);
    EXPECT_NE(outcome.out.find("inet 172.17.0.101/16 brd 172.17.255.255"), std::string::npos);
    EXPECT_TRUE(HostInterfaces().empty());
  });
}

TEST_F(NsinitNetwork, WhatIsInsideEqualsTheConfiguration) {
  AddVeth("172.17.0.2/16", "172.17.42.1");
  AddVeth("fd00::2/64", "fd00::1");
  config["networks"][2]["mtu"] = 1400;
  config["routes"] = {{{"destination", "10.9.8.7/16"},
                       {"source", "172.17.0.2/16"},
                       {"gateway", "172.17.0.3"},
                       {"interface_name", "eth0"}},
                      {{"destination", "fd09::/32"}, {"interface_name", "eth1"}}};
  WithBridge([this] {
    WhileRunning([this] {
      const json links = IpInside("link show");
      ASSERT_EQ(links.size(), 3U);
      EXPECT_EQ(links[1]["ifname"], "eth0");
      EXPECT_EQ(links[1]["mtu"], 1500);
      EXPECT_EQ(links[2]["ifname"], "eth1");
      EXPECT_EQ(links[2]["mtu"], 1400);
      EXPECT_EQ(links[2]["operstate"], "UP");
      const json addresses = IpInside("addr show");
      EXPECT_EQ(addresses[0]["addr_info"][0]["local"], "127.0.0.1");
      EXPECT_EQ(addresses[0]["addr_info"][1]["local"], "::1");
      EXPECT_EQ(addresses[1]["addr_info"][0]["local"], "172.17.0.2");
      EXPECT_EQ(addresses[2]["addr_info"][0]["local"], "fd00::2");
      EXPECT_FALSE(addresses[2]["addr_info"][0].contains("tentative"));
      EXPECT_EQ(IpInside("route show default")[0]["gateway"], "172.17.42.1");
      const json route = IpInside("route show 10.9.0.0/16")[0];
      EXPECT_EQ(route["gateway"], "172.17.0.3");
      EXPECT_EQ(route["prefsrc"], "172.17.0.2");
      EXPECT_EQ(IpInside("-6 route show default")[0]["gateway"], "fd00::1");
      EXPECT_EQ(IpInside("-6 route show fd09::/32")[0]["dev"], "eth1");
      EXPECT_EQ(HostInterfaces().size(), 2U);
    });
    EXPECT_TRUE(HostInterfaces().empty());
  });
}

TEST_F(NsinitNetwork, UserNamespaceHasItToo) {
  UseUserNamespace();
  AddVeth("172.17.0.2/16", "172.17.42.1", "net0");
  config["routes"] = {{{"destination", "10.9.0.0/16"}, {"gateway", "172.17.0.3"}}};
  WithBridge([this] {
    const Outcome outcome = Shell("ping -c 1 -W 5 172.17.42.1 >/dev/null && ip route");
    EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
    EXPECT_NE(outcome.out.find("default via 172.17.42.1 dev net0"), std::string::npos);
    EXPECT_NE(outcome.out.find("10.9.0.0/16 via 172.17.0.3"), std::string::npos) << outcome.out;
    EXPECT_TRUE(HostInterfaces().empty());
  });
}

TEST_F(NsinitNetwork, Ipv6ReachesTheGatewayAtOnce) {
  AddVeth("fd00::2/64", "fd00::1");
  WithBridge([this] {
    const Outcome outcome = Shell(
        "/bin/busybox ping6 -c 1 -W 5 fd00::1 && "
        "/bin/busybox ping6 -c 1 -W 5 ::1");
    EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  });
}

TEST_F(NsinitNetwork, HazardN9_InterfacesAreNamedInTheirOrder) {
  AddVeth("172.17.0.2/16");
  AddVeth("172.17.0.3/16", "", "eth1");
  AddVeth("172.17.0.4/16", "", "wan");
  AddVeth("172.17.0.5/16");
  WithBridge([this] {
    const Outcome outcome = Shell("ip -o -4 addr | awk '{ print $2, $4 }'");
    EXPECT_EQ(outcome.out,
              "lo 127.0.0.1/8\neth0 172.17.0.2/16\neth1 172.17.0.3/16\nwan 172.17.0.4/16\n"
              "eth2 172.17.0.5/16\n")
        << outcome.err;
  });
}

// Two containers of one rootfs, 100 MB from one to the other.
TEST_F(NsinitNetwork, ContainersTalkOverTheBridge) {
  AddVeth("172.17.0.2/16");
  WithBridge([this] {
    TempDir second;
    json other = config;
    other["cgroups"]["name"] = group() + "-second";
    other["networks"][1]["address"] = "172.17.0.3/16";
    WriteFile(second.Path("container.json"), other.dump());
    Child server(ExecArgs({"/bin/sh", "-c", "/bin/busybox nc -l -p 5000 | /bin/busybox md5sum"}),
                 rootfs());
    const Outcome client =
        RunProgram({NSINIT, "--data-path", second.path(), "exec", "/bin/sh", "-c",
                    "dd if=/dev/urandom of=/tmp/data bs=1M count=100 2>/dev/null; "
                    "/bin/busybox md5sum </tmp/data; "
                    "until /bin/busybox nc 172.17.0.2 5000 </tmp/data; do sleep 0.1; done"},
                   rootfs());
    EXPECT_EQ(client.status, 0) << client.err;
    std::string received(64, '\0');
    const ssize_t size = ::read(server.output.get(), received.data(), received.size());
    received.resize(size < 0 ? 0 : static_cast<size_t>(size));
    EXPECT_EQ(server.Wait(), 0);
    EXPECT_EQ(received, client.out);
    EXPECT_EQ(received.size(), 36U);
    EXPECT_TRUE(HostInterfaces().empty());
  });
}

TEST_F(NsinitNetwork, ANamedNamespaceIsJoined) {
  config["networks"] = {{{"type", "netns"}, {"ns_path", "/run/netns/named"}}};
  RunIsolated(CLONE_NEWNET | CLONE_NEWNS, [this] {
    ASSERT_EQ(::mount("tmpfs", "/run", "tmpfs", 0, "mode=755"), 0);
    Ip("netns add named");
    Ip("netns exec named ip link add marker type bridge");
    const Outcome outcome = Shell("ip -o link | cut -d: -f2; ls /sys/class/net");
    EXPECT_EQ(outcome.out, " lo\n marker\nlo\nmarker\n") << outcome.err;
    EXPECT_EQ(IpJson("-n named link show").size(), 2U) << "it outlives the container";
  });
}

TEST_F(NsinitNetwork, WhatIsNoNetworkNamespaceIsRefused) {
  for (const std::string path : {"/proc/self/ns/mnt", "/dev/null", "/missing"}) {
    config["networks"] = {{{"type", "netns"}, {"ns_path", path}}};
    const Outcome outcome = Shell("echo started");
    EXPECT_EQ(outcome.status, 1);
    EXPECT_EQ(outcome.out, "");
    EXPECT_NE(outcome.err.find("set up networking: "), std::string::npos) << outcome.err;
    EXPECT_NE(outcome.err.find(path), std::string::npos) << outcome.err;
  }
}

TEST_F(NsinitNetwork, WhatCannotBeIsOneErrorAndLeavesNothing) {
  const struct {
    const char* key;
    const char* value;
    const char* error;
  } rows[] = {
      {"bridge", "nope", "find interface nope: No such device"},
      {"bridge", "lo", "create veth pair"},
      {"bridge", "0123456789abcdef", "networks[2].bridge: must be the name of an interface"},
      {"veth_prefix", "0123456789ab", "networks[2].veth_prefix: must be the start of"},
      {"address", "172.17.0.300/16", "networks[2].address: must be an address with prefix"},
      {"gateway", "172.18.0.1", "networks[2].gateway: must be in the network of `address`"},
      {"name", "eth0", "networks[2].name: must be there only once"},
  };
  WithBridge([&] {
    AddVeth("172.17.0.2/16", "", "eth0");
    AddVeth("172.17.0.3/16", "", "eth1");
    for (const auto& row : rows) {
      const json saved = config;
      config["networks"][2][row.key] = row.value;
      const Outcome outcome = Shell("echo started");
      EXPECT_EQ(outcome.status, 1);
      EXPECT_EQ(outcome.out, "");
      EXPECT_NE(outcome.err.find(row.error), std::string::npos) << outcome.err;
      EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
      EXPECT_TRUE(HostInterfaces().empty()) << row.value;
      config = saved;
    }
  });
}

TEST_F(NsinitNetwork, RoutesThatTheKernelRefusesStopTheStart) {
  config["routes"] = {{{"destination", "10.0.0.0/8"}, {"gateway", "10.9.9.9"}}};
  AddVeth("172.17.0.2/16");
  WithBridge([this] {
    const Outcome outcome = Shell("echo started");
    EXPECT_EQ(outcome.status, 1);
    EXPECT_NE(outcome.err.find("set up routes: add route 10.0.0.0/8 via 10.9.9.9"),
              std::string::npos)
        << outcome.err;
    EXPECT_NE(outcome.err.find("Network is unreachable"), std::string::npos) << outcome.err;
    EXPECT_TRUE(HostInterfaces().empty());
  });
}

TEST_F(NsinitNetwork, StatisticsCountTheContainersInterfaces) {
  AddVeth("172.17.0.2/16");
  WithBridge([this] {
    WhileRunning([this] {
      ASSERT_EQ(std::system("busybox ping -q -c 3 172.17.0.2 >/dev/null"), 0);
      const json before = IpInside("-s link show dev eth0")[0]["stats64"];
      const Outcome stats = Nsinit({"stats"});
      const json network = json::parse(stats.out.substr(stats.out.find('{'))).at("network");
      EXPECT_GE(network["eth0"]["rx_packets"], before["rx"]["packets"]);
      EXPECT_GE(network["eth0"]["rx_bytes"], 3 * 98);
      EXPECT_GE(network["eth0"]["tx_bytes"], 3 * 98);
      EXPECT_EQ(network["lo"]["rx_bytes"], 0);
    });
  });
}

TEST_F(NsinitNetwork, AJoinedProcessIsInTheSameNetwork) {
  AddVeth("172.17.0.2/16");
  WithBridge([this] {
    WhileRunning([this] {
      const Outcome joined = Shell("ip -o -4 addr show dev eth0 | awk '{ print $4 }'");
      EXPECT_EQ(joined.out, "172.17.0.2/16\n") << joined.err;
    });
  });
}

// A third of the starts end by SIGKILL of nsinit at any moment.
TEST_F(NsinitNetwork, FiveHundredStartsLeaveNoInterface) {
  AddVeth("172.17.0.2/16");
  WithBridge([this] {
    std::mt19937 random(std::random_device{}());
    std::uniform_int_distribution<useconds_t> delay(0, 15000);
    for (int i = 0; i < 500; ++i) {
      Child child(ExecArgs({"/bin/true"}), rootfs());
      if (i % 3 == 0) {
        ::usleep(delay(random));
        ::kill(child.pid(), SIGKILL);
        child.Wait();
      } else {
        ASSERT_EQ(child.Wait(), 0) << i;
      }
    }
    // The kernel takes its time with the namespace of a process that it has killed.
    EXPECT_TRUE(Eventually([] { return HostInterfaces().empty(); }));
    EXPECT_EQ(Nsinit({"clean"}).status, 0);
  });
}

}  // namespace
}  // namespace libcontainer::testing
