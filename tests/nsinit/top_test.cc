#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <optional>
#include <sstream>

#include "libcontainer/state.h"
#include "nsinit/session.h"
#include "support/container.h"

namespace libcontainer::testing {
namespace {

class NsinitTop : public ContainerTest {
 protected:
  void StartContainer(const std::string& script) {
    container_.emplace(ExecArgs({"/bin/sh", "-c", script}), rootfs());
    ASSERT_TRUE(Eventually([&] { return GetState(rootfs()).has_value(); })) << "did not start";
  }
  void EndContainer() {
    Nsinit({"kill"});
    container_->Wait();
    container_.reset();
  }
  void TearDown() override {
    if (container_) EndContainer();
    ContainerTest::TearDown();
  }
  // The words of the second line, below the names of the columns.
  static std::vector<std::string> Row(const std::string& table) {
    std::istringstream words(table.substr(table.find('\n') + 1));
    return {std::istream_iterator<std::string>(words), {}};
  }

 private:
  std::optional<Child> container_;
};

TEST_F(NsinitTop, PrintsOneTableIfItIsNotOnATerminal) {
  config["cgroups"]["memory"] = 64 << 20;
  StartContainer("sleep 1000 & while :; do :; done");
  const Outcome outcome = Nsinit({"top"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(outcome.out.starts_with("DIRECTORY")) << outcome.out;
  EXPECT_EQ(outcome.out.find('\x1b'), std::string::npos) << "what is for terminals only";
  const std::vector<std::string> row = Row(outcome.out);
  ASSERT_EQ(row.size(), 10U) << outcome.out;
  EXPECT_EQ(row[0], ".");
  EXPECT_EQ(row[1], std::to_string(GetState(rootfs())->init_pid));
  EXPECT_GT(std::stod(row[2]), 0) << "percent of a processor";
  EXPECT_EQ(row[4], "64M");
  EXPECT_EQ(row[5], "2");
}

TEST_F(NsinitTop, ShowsSeveralDirectoriesAndThoseWhereNothingRuns) {
  StartContainer("sleep 1000");
  const Outcome outcome = RunProgram({NSINIT, "top", rootfs(), "/tmp"}, "/");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(Row(outcome.out).at(0), rootfs());
  EXPECT_NE(outcome.out.find("\n/tmp  not running\n"), std::string::npos) << outcome.out;
}

TEST_F(NsinitTop, FailsWhereNothingRuns) {
  const Outcome outcome = Nsinit({"top"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.err, "nsinit: top: find a running container in .: No such process\n");
}

TEST_F(NsinitTop, WithoutControlGroupsShowsWhatIsKnown) {
  config.erase("cgroups");
  StartContainer("sleep 1000");
  const std::vector<std::string> row = Row(Nsinit({"top"}).out);
  ASSERT_EQ(row.size(), 10U);
  EXPECT_EQ(row[3], "-");
}

TEST_F(NsinitTop, IsKeptUpToDateUntilQ) {
  StartContainer("sleep 1000");
  Session session({NSINIT, "top"}, rootfs());
  ASSERT_TRUE(session.Expect("q: quit")) << session.output();
  EXPECT_TRUE(session.IsRaw());
  EndContainer();
  EXPECT_TRUE(session.Expect("not running")) << session.output();
  session.Type("q");
  EXPECT_EQ(session.Wait(), 0);
  EXPECT_TRUE(session.IsRestored());
  EXPECT_NE(session.output().find("\x1b[?1049l"), std::string::npos) << "the screen is given back";
}

TEST_F(NsinitTop, ControlCAndSignalsGiveTheTerminalBack) {
  StartContainer("sleep 1000");
  for (const bool by_key : {true, false}) {
    Session session({NSINIT, "top"}, rootfs());
    ASSERT_TRUE(session.Expect("q: quit"));
    if (by_key) {
      session.Type("\x03");
    } else {
      ::kill(session.pid(), SIGTERM);
    }
    EXPECT_EQ(session.Wait(), 0);
    EXPECT_TRUE(session.IsRestored());
    EXPECT_NE(session.output().find("\x1b[?25h"), std::string::npos);
  }
}

}  // namespace
}  // namespace libcontainer::testing
