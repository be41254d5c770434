// What the caller of nsinit, or the text of a configuration, can do.
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"

namespace libcontainer::testing {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

using Cve2016_8659 = Advisory;
using Cve2021_43784 = Advisory;
using TerminalEscapes = Advisory;

// CVE-2026-41163 is the same: a setuid program that sets up a container for whoever calls it.
TEST_F(Cve2016_8659, RefusesToBeSetuid) {
  const TempDir directory;
  fs::permissions(directory.path(), fs::perms(0755));
  fs::copy_file(NSINIT, directory.Path("nsinit"));
  fs::permissions(directory.Path("nsinit"), fs::perms(04755));
  WriteConfig();
  const Outcome outcome = RunProgram({"setpriv", "--reuid", "1000", "--regid", "1000",
                                      "--clear-groups", directory.Path("nsinit"), "spec"},
                                     rootfs());
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.out, "");
  EXPECT_NE(outcome.err.find("setuid"), std::string::npos) << outcome.err;
}

// Lengths that do not fit into 16 bits.
TEST_F(Cve2021_43784, LongFieldsArriveWholeOrAreRefused) {
  const std::string text(70000, 'x');
  config["environment"] = {"PATH=/bin", "LONG=" + text};
  EXPECT_TRUE(Shell("echo $LONG").out == text + "\n");
  json groups;
  for (int id = 1; id <= 70000; ++id) groups.push_back(std::to_string(id));
  const json base = config;
  const std::pair<const char*, json> fields[] = {
      {"hostname", text},
      {"user", text},
      {"working_dir", "/" + text},
      {"additional_groups", groups},
      {"additional_groups", {text}},
      {"environment", {"LONG=" + text + text + text}},
      {"mask_paths", {"/" + text}},
      {"readonly_paths", {"/" + text}},
  };
  for (const auto& [key, value] : fields) {
    config = base;
    config[key] = value;
    const Outcome outcome = Exec({"/bin/touch", "/ran"});
    EXPECT_NE(outcome.status, 0) << key;
    EXPECT_TRUE(outcome.err.starts_with("nsinit: exec: ")) << outcome.err.substr(0, 200);
  }
  config = base;
  config["mask_paths"] = json(70000, "/not/there");
  std::vector<std::string> many(70000, "x");
  many.insert(many.begin(), "/bin/true");
  EXPECT_EQ(Exec(many).status, 0);
  EXPECT_FALSE(fs::exists(Path("ran")));
}

// Names that the image chooses show in errors, on the terminal of whoever starts the container.
TEST_F(TerminalEscapes, ErrorsAreOneLineOfText) {
  const std::string escape = "\x1b]52;c;cHduZWQ=\x07\nnsinit: forged\r\x7f\b";
  fs::create_symlink("/bin/busybox/" + escape, Path("link"));
  AddMount(Bind("/etc", "/link/x"));
  WriteFile(Path("state.json"), "{\"" + escape + "\": }");
  config[escape] = 1;
  const Outcome outcome = Exec({"/bin/true"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.err.find("\nnsinit: forged"), std::string::npos) << outcome.err;
  for (const char c : outcome.err) {
    EXPECT_TRUE(c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f)) << int{c};
  }
}

}  // namespace
}  // namespace libcontainer::testing
