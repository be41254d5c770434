// HAZARDS S1, S2, P23 and rkt's CVE-2019-10144: every combination of user, capabilities,
// no_new_privileges and seccomp gives exactly the sets that it should, in the first process of a
// container and in one that joins.
#include <unistd.h>

#include "security/seccomp_fixture.h"

namespace libcontainer::testing {
namespace {

namespace capabilities = security::capabilities;

struct Combination {
  std::string user;
  std::vector<std::string> keep;
  bool no_new_privileges;
  bool seccomp;
};

std::string Hex(uint64_t set) {
  char text[17];
  std::snprintf(text, sizeof text, "%016lx", static_cast<unsigned long>(set));
  return text;
}

// The lines of /proc/PID/status that the combination leads to.
std::string Expected(const Combination& row) {
  uint64_t keep = 0;
  for (const std::string& name : row.keep) {
    keep |= 1ULL << capabilities::GetCapability(name)->value;
  }
  // execve(2) gives uid 0 what is in the bounding set, and others nothing.
  const std::string permitted = Hex(row.user.empty() ? keep : 0);
  return "CapInh:\t" + Hex(0) + "\nCapPrm:\t" + permitted + "\nCapEff:\t" + permitted +
         "\nCapBnd:\t" + Hex(keep) + "\nCapAmb:\t" + Hex(0) + "\nNoNewPrivs:\t" +
         (row.no_new_privileges ? "1" : "0") + "\nSeccomp:\t" + (row.seccomp ? "2" : "0") + "\n";
}

std::vector<Combination> AllCombinations(const std::vector<std::string>& all) {
  std::vector<Combination> rows;
  for (const char* user : {"", "1000", "alice"}) {
    for (const std::vector<std::string>& keep :
         {std::vector<std::string>{}, {"CHOWN", "KILL"}, all}) {
      for (const bool no_new_privileges : {false, true}) {
        for (const bool seccomp : {false, true}) {
          rows.push_back({user, keep, no_new_privileges, seccomp});
        }
      }
    }
  }
  return rows;
}

constexpr const char* kGrep = "grep -E '^(Cap(Inh|Prm|Eff|Bnd|Amb)|NoNewPrivs|Seccomp):' /proc/";

std::string ReadUntil(const UniqueFd& fd, const std::string& end) {
  std::string text;
  for (char c = 0; !text.ends_with(end) && ::read(fd.get(), &c, 1) == 1;) text += c;
  return text.substr(0, text.size() - std::min(end.size(), text.size()));
}

TEST_F(SeccompTest, HazardP23_EveryCombinationGivesExactlyItsSets) {
  const nlohmann::json profile =
      nlohmann::json::parse(ReadFile(SOURCE_DIR "/sample_configs/seccomp.json"))["seccomp"];
  for (const Combination& row : AllCombinations(GivenCapabilities())) {
    config["user"] = row.user;
    config["capabilities"] = row.keep;
    config["no_new_privileges"] = row.no_new_privileges;
    config.erase("seccomp");
    if (row.seccomp) config["seccomp"] = profile;
    const std::string label = row.user + " with " + std::to_string(row.keep.size()) +
                              " capabilities" + (row.no_new_privileges ? ", no_new_privs" : "") +
                              (row.seccomp ? ", seccomp" : "");
    Child first(ExecArgs({"/bin/sh", "-c", std::string(kGrep) + "$$/status; echo end; read x"}),
                rootfs());
    EXPECT_EQ(ReadUntil(first.output, "end\n"), Expected(row)) << label;
    EXPECT_EQ(Shell(std::string(kGrep) + "$$/status").out, Expected(row)) << "joined " << label;
    first.input.reset();
    EXPECT_EQ(first.Wait(), 1);
  }
}

}  // namespace
}  // namespace libcontainer::testing
