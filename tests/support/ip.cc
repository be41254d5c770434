#include "support/ip.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

namespace libcontainer::testing {

void Ip(const std::string& arguments) {
  ASSERT_EQ(std::system(("/sbin/ip " + arguments).c_str()), 0) << "ip " << arguments;
}

nlohmann::json IpJson(const std::string& arguments) {
  std::FILE* const output = ::popen(("/sbin/ip -j " + arguments).c_str(), "re");
  std::string text;
  for (int c = std::fgetc(output); c != EOF; c = std::fgetc(output)) text += static_cast<char>(c);
  EXPECT_EQ(::pclose(output), 0) << "ip -j " << arguments;
  return text.find_first_not_of(" \n") == std::string::npos ? nlohmann::json::array()
                                                            : nlohmann::json::parse(text);
}

}  // namespace libcontainer::testing
