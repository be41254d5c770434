#include <algorithm>
#include <set>
#include <string_view>

#include "config_validate.h"
#include "internal/suggest.h"
#include "json.h"
#include "libcontainer/security/seccomp.h"

namespace libcontainer::internal {
namespace {

namespace seccomp = security::seccomp;
using seccomp::Action;

constexpr const char* kTop = "seccomp";

// A name that one of the tables has to know.
template <typename Value>
void RequireName(std::optional<Value> (*find)(std::string_view), std::vector<std::string> (*all)(),
                 const char* what, const std::string& name, const std::string& key,
                 Problems& problems) {
  if (!find(name)) problems.Add(key, Quoted(name) + " is not " + what + Suggestion(name, all()));
}

void RequireAction(const std::string& name, const std::string& key, Problems& problems) {
  RequireName(seccomp::GetAction, seccomp::GetAllActions, "an action", name, key, problems);
}

// True for each name, until one is not.
template <typename Predicate>
bool AllNames(const seccomp::Rule& rule, Predicate predicate) {
  return (rule.name.empty() || predicate(rule.name)) && std::ranges::all_of(rule.names, predicate);
}

bool Names(const seccomp::Rule& rule, std::string_view name) {
  return !AllNames(rule, [name](const std::string& other) { return other != name; });
}

// The low half is all that the kernel looks at in arguments of 32 bits.
bool MaskHasBits(const seccomp::Rule& rule, const seccomp::Arg& arg) {
  return AllNames(rule, [&arg](const std::string& name) {
    const bool is_int = seccomp::IsIntArgument(name, arg.index);
    return (is_int ? static_cast<uint32_t>(arg.value) : arg.value) != 0;
  });
}

void ValidateArg(const seccomp::Rule& rule, const seccomp::Arg& arg, const std::string& key,
                 Problems& problems) {
  const auto op = seccomp::GetOperator(arg.op);
  RequireName(seccomp::GetOperator, seccomp::GetAllOperators, "a comparison", arg.op, key + ".op",
              problems);
  problems.Require(arg.index >= 0 && arg.index <= 5, key + ".index", "must be from 0 to 5");
  if (op != seccomp::Operator::kMaskedEq) {
    problems.Require(arg.value_two == 0, key + ".value_two", "is for masked_eq only");
    return;
  }
  problems.Require(arg.index < 0 || arg.index > 5 || MaskHasBits(rule, arg), key + ".value",
                   "must have a bit set that the kernel looks at: it is the mask");
  problems.Require((arg.value_two & ~arg.value) == 0, key + ".value_two",
                   "has a bit that is not in the mask `value`, so it could never match");
}

void ValidateRule(const seccomp::Rule& rule, const std::string& key, Problems& problems) {
  problems.Require(!rule.name.empty() || !rule.names.empty(), key + ".names",
                   "must name a system call");
  RequireAction(rule.action, key + ".action", problems);
  const auto action = seccomp::GetAction(rule.action);
  if (rule.error) {
    problems.Require(!action || action == Action::kErrno || action == Action::kTrace,
                     key + ".errno", "is for the actions errno and trace only");
    problems.Require(*rule.error >= 0 && *rule.error <= 4095, key + ".errno",
                     "must be from 0 to 4095");
  }
  std::set<int64_t> indexes;
  for (size_t i = 0; i < rule.args.size(); ++i) {
    const std::string path = Item(key + ".args", i);
    ValidateArg(rule, rule.args[i], path, problems);
    problems.Require(indexes.insert(rule.args[i].index).second, path + ".index",
                     "must not be that of another condition of this rule");
  }
}

// What a rule does, to tell rules apart.
struct Effect {
  std::optional<Action> action;
  int64_t error = 0;
  bool operator==(const Effect&) const = default;
};

Effect EffectOf(const std::string& action_name, const std::optional<int64_t>& error) {
  const auto action = seccomp::GetAction(action_name);
  const bool has_error = action == Action::kErrno || action == Action::kTrace;
  return {action, has_error ? error.value_or(EPERM) : 0};
}

// Where two rules of one system call do different things, a call must not match both: the kernel
// could do only one. A rule without conditions matches every call; and one that does the same as the
// default action has no place beside others, since a filter cannot tell it from no rule.
void ValidateOverlaps(const seccomp::Profile& profile, Problems& problems) {
  struct Use {
    std::string_view name;
    size_t rule;
  };
  std::vector<Use> uses;
  std::vector<Effect> effects;
  for (size_t i = 0; i < profile.syscalls.size(); ++i) {
    const seccomp::Rule& rule = profile.syscalls[i];
    effects.push_back(EffectOf(rule.action, rule.error));
    if (!rule.name.empty()) uses.push_back({rule.name, i});
    for (const std::string& name : rule.names) uses.push_back({name, i});
  }
  std::ranges::stable_sort(uses, {}, &Use::name);
  const Effect by_default = EffectOf(profile.default_action, std::nullopt);
  const auto contradict = [&](size_t a, size_t b) {
    return effects[a] != effects[b] &&
           (profile.syscalls[a].args.empty() || profile.syscalls[b].args.empty() ||
            effects[a] == by_default || effects[b] == by_default);
  };
  for (auto use = uses.begin(); use != uses.end(); ++use) {
    for (auto earlier = use; earlier != uses.begin() && (--earlier)->name == use->name;) {
      if (!contradict(earlier->rule, use->rule)) continue;
      problems.Add(
          Item("seccomp.syscalls", use->rule),
          "contradicts " + Item("seccomp.syscalls", earlier->rule) + " about " + Quoted(use->name));
    }
  }
}

// Whether any call of that name is let through, or asked about.
bool CanPass(const seccomp::Profile& profile, const std::string& name) {
  const auto passes = [](const std::string& action_name) {
    const auto action = seccomp::GetAction(action_name);
    return action &&
           (seccomp::LetsThrough(*action) || action == Action::kNotify || action == Action::kTrace);
  };
  bool refused = false;
  for (const seccomp::Rule& rule : profile.syscalls) {
    if (!Names(rule, name)) continue;
    if (passes(rule.action)) return true;
    refused = refused || rule.args.empty();
  }
  return !refused && passes(profile.default_action);
}

// Whether every call of that name is let through.
bool AlwaysPasses(const seccomp::Profile& profile, const std::string& name) {
  const auto by_default = seccomp::GetAction(profile.default_action);
  bool passes = by_default && seccomp::LetsThrough(*by_default);
  for (const seccomp::Rule& rule : profile.syscalls) {
    if (!Names(rule, name)) continue;
    const auto action = seccomp::GetAction(rule.action);
    if (action && !seccomp::LetsThrough(*action)) return false;
    passes = passes || rule.args.empty();
  }
  return passes;
}

// What a start needs after the filter is there.
void ValidateStart(const seccomp::Profile& profile, Problems& problems) {
  problems.Require(CanPass(profile, "execve"), "seccomp.syscalls",
                   "must let execve through: the command is executed under the filter");
  const bool notifies = std::ranges::any_of(profile.syscalls, [](const seccomp::Rule& rule) {
    return seccomp::GetAction(rule.action) == Action::kNotify;
  });
  problems.Require(!notifies || AlwaysPasses(profile, "sendmsg"), "seccomp.syscalls",
                   "must let sendmsg through where an action is notify: it sends the descriptor "
                   "to who answers");
}

// A name that libseccomp does not know makes no rule. That is safe where the default action refuses
// the call anyway.
void ValidateUnknownSyscalls(const seccomp::Profile& profile, Problems& problems) {
  const auto by_default = seccomp::GetAction(profile.default_action);
  if (!by_default || !seccomp::LetsThrough(*by_default)) return;
  const std::vector<std::string> unknown = seccomp::UnknownSyscalls(profile);
  for (size_t i = 0; i < profile.syscalls.size(); ++i) {
    const seccomp::Rule& rule = profile.syscalls[i];
    const auto action = seccomp::GetAction(rule.action);
    if (action && seccomp::LetsThrough(*action)) continue;
    for (const std::string& name : unknown) {
      if (!Names(rule, name)) continue;
      problems.Add(Item("seccomp.syscalls", i),
                   Quoted(name) + " is not a system call that libseccomp knows, so it would be " +
                       "let through" + Suggestion(name, seccomp::GetAllSyscalls()));
    }
  }
}

}  // namespace

void ValidateSeccomp(const seccomp::Profile& profile, Problems& problems) {
  RequireAction(profile.default_action, JoinKeys(kTop, "default_action"), problems);
  problems.Require(seccomp::GetAction(profile.default_action) != Action::kNotify,
                   JoinKeys(kTop, "default_action"), "must not be notify: nobody could be asked");
  for (size_t i = 0; i < profile.architectures.size(); ++i) {
    RequireName(seccomp::GetArchitecture, seccomp::GetAllArchitectures, "an architecture",
                profile.architectures[i], Item("seccomp.architectures", i), problems);
  }
  for (size_t i = 0; i < profile.syscalls.size(); ++i) {
    ValidateRule(profile.syscalls[i], Item("seccomp.syscalls", i), problems);
  }
  ValidateOverlaps(profile, problems);
  if (seccomp::GetAction(profile.default_action)) {
    ValidateStart(profile, problems);
    ValidateUnknownSyscalls(profile, problems);
  }
}

}  // namespace libcontainer::internal
