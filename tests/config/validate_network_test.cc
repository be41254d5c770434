#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "config/problems.h"
#include "libcontainer/config.h"

namespace libcontainer {
namespace {

using testing::BadKeysWith;
using Strings = std::vector<std::string>;

// What is wrong with `members` beside not being supported yet, in a network namespace of its own.
Strings WrongKeys(const std::string& members) {
  Strings keys;
  try {
    Validate(
        DecodeConfig(R"({"namespaces":{"NEWNS":true,"NEWNET":true},)" + members + "}", nullptr));
  } catch (const ConfigError& error) {
    for (const ConfigProblem& problem : error.problems()) {
      if (problem.message != "is not supported yet") keys.push_back(problem.key);
    }
  }
  return keys;
}

TEST(ConfigValidateNetwork, HazardP18_NetworksAndRoutesNeedTheirNamespace) {
  EXPECT_EQ(BadKeysWith(R"("networks":[{"type":"loopback"}])"), Strings{"networks"});
  const Strings keys = BadKeysWith(R"("routes":[{"gateway":"10.0.0.1"}])");
  EXPECT_EQ(keys, Strings{"routes"});
  EXPECT_EQ(WrongKeys(R"("networks":[{"type":"loopback"}],"routes":[{"gateway":"10.0.0.1"}])"),
            Strings{});
}

// A network and the end of the key that is wrong in it.
struct Row {
  std::string members;
  Strings bad;
};

TEST(ConfigValidateNetwork, Types) {
  const std::string veth = R"("type":"veth","bridge":"br0","veth_prefix":"veth",)";
  const Row rows[] = {
      {R"("type":"loopback","address":"127.0.0.1/0","gateway":"localhost","mtu":65536)", {}},
      {R"("type":"bogus")", {"type"}},
      {R"("mtu":0)", {"type"}},
      {R"("type":"loopback","mtu":-1)", {"mtu"}},
      {R"("type":"loopback","mtu":2147483648)", {"mtu"}},
      {R"("type":"netns","ns_path":"/run/netns/x")", {}},
      {R"("type":"netns","ns_path":"x")", {"ns_path"}},
      {R"("type":"netns")", {"ns_path"}},
      {veth + R"("address":"10.0.0.2/24","gateway":"10.0.0.1","mtu":1500)", {}},
      {veth + R"("address":"fd00::2/64","gateway":"fd00::1")", {}},
      {veth + R"("address":"10.0.0.2/24","mtu":65536)", {"mtu"}},
      {veth + R"("address":"10.0.0.2")", {"address"}},
      {veth + R"("address":"10.0.0.2/33")", {"address"}},
      {veth + R"("address":"10.0.0.2/24","gateway":"10.0.0.1/24")", {"gateway"}},
      {veth + R"("address":"10.0.0.2/24","gateway":"fd00::1")", {"gateway"}},
      {veth + R"("address":"10.0.0.2/24","gateway":"10.0.1.1")", {"gateway"}},
      {veth + R"("address":"10.0.0.2/23","gateway":"10.0.1.1")", {}},
      {veth + R"("address":"10.0.0.2/0","gateway":"192.168.0.1")", {}},
      {veth + R"("address":"fd00::2/64","gateway":"fd00:0:0:1::1")", {"gateway"}},
      {veth + R"("address":"fd00::2/64","gateway":"fe80::1")", {}},
      {veth + R"("address":"10.0.0.2/24","name":"wan0")", {}},
      {veth + R"("address":"10.0.0.2/24","name":"lo")", {"name"}},
      {veth + R"("address":"10.0.0.2/24","name":"0123456789abcdef")", {"name"}},
      {R"("type":"veth")", {"bridge", "veth_prefix", "address"}},
      {R"("type":"veth","bridge":"a/b","veth_prefix":"a b","address":"1.2.3.4/8")",
       {"bridge", "veth_prefix"}},
      {R"("type":"veth","bridge":"0123456789abcdef","veth_prefix":"0123456789ab",
          "address":"1.2.3.4/8")",
       {"bridge", "veth_prefix"}},
  };
  for (const Row& row : rows) {
    Strings expected;
    for (const std::string& key : row.bad) expected.push_back("networks[0]." + key);
    EXPECT_EQ(WrongKeys("\"networks\":[{" + row.members + "}]"), expected) << row.members;
  }
}

TEST(ConfigValidateNetwork, NetworksTogether) {
  const std::string veth = R"({"type":"veth","bridge":"br0","veth_prefix":"v","address":"10.0.0.)";
  const std::string netns = R"({"type":"netns","ns_path":"/x"})";
  const std::string loopback = R"({"type":"loopback"})";
  const struct {
    std::string networks;
    Strings bad;
  } rows[] = {
      {loopback + "," + veth + R"(2/24","name":"a"},)" + veth + R"(3/24","name":"b"})", {}},
      {veth + R"(2/24","name":"a"},)" + veth + R"(3/24","name":"a"})", {"networks[1].name"}},
      {veth + R"(2/24","gateway":"10.0.0.1"},)" + veth + R"(3/24","gateway":"10.0.0.1"})",
       {"networks[1].gateway"}},
      {veth + R"(2/24"},)" + netns, {"networks[0].type"}},
      {loopback + "," + netns, {}},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(WrongKeys("\"networks\":[" + row.networks + "]"), row.bad) << row.networks;
  }
}

TEST(ConfigValidateNetwork, Routes) {
  const Row rows[] = {
      {R"("destination":"10.1.0.0/16","source":"10.0.0.2/32","gateway":"10.0.0.1",
          "interface_name":"eth0")",
       {}},
      {R"("destination":"fd00::/8","interface_name":"eth0")", {}},
      {R"("gateway":"fd00::1")", {}},
      {R"("interface_name":"eth0")", {""}},
      {R"("destination":"10.1.0.0")", {".destination"}},
      {R"("source":"x/8")", {".source"}},
      {R"("gateway":"10.0.0.1/8")", {".gateway"}},
      {R"("destination":"10.1.0.0/16","gateway":"fd00::1")", {".gateway"}},
      {R"("destination":"fd00::/8","source":"10.0.0.1/8")", {".source"}},
      {R"("gateway":"10.0.0.1","interface_name":"0123456789abcdef")", {".interface_name"}},
      {R"("gateway":"10.0.0.1","interface_name":"..")", {".interface_name"}},
  };
  for (const Row& row : rows) {
    Strings expected;
    for (const std::string& key : row.bad) expected.push_back("routes[0]" + key);
    EXPECT_EQ(WrongKeys("\"routes\":[{" + row.members + "}]"), expected) << row.members;
  }
}

}  // namespace
}  // namespace libcontainer
