#include "manager.h"

#include <cerrno>
#include <chrono>
#include <utility>

#include "../fs/tree.h"

namespace libcontainer::cgroups::systemd {
namespace {

constexpr const char* kNoSuchUnit = "org.freedesktop.systemd1.NoSuchUnit";
constexpr const char* kManager = "org.freedesktop.systemd1.Manager";
// systemd forgets a unit some rounds of its event loop after the unit has ended.
constexpr std::chrono::milliseconds kForgetTimeout(500);

Message ManagerCall(const std::string& member) {
  Message call;
  call.destination = "org.freedesktop.systemd1";
  call.path = "/org/freedesktop/systemd1";
  call.interface = kManager;
  call.member = member;
  return call;
}

}  // namespace

Message Manager::Call(const std::string& member, const std::string& unit, const std::string& mode) {
  Message call = ManagerCall(member);
  Encoder body;
  body.Add(std::string_view(unit));
  if (!mode.empty()) body.Add(std::string_view(mode));
  call.signature = mode.empty() ? "s" : "ss";
  call.body = body.bytes();
  return bus_.Call(std::move(call), unit);
}

bool Manager::IsLoaded(const std::string& unit) {
  try {
    Call("GetUnit", unit);
    return true;
  } catch (const DbusError& error) {
    if (error.name() != kNoSuchUnit) throw;
    return false;
  }
}

void Manager::ResetFailed(const std::string& unit) {
  try {
    Call("ResetFailedUnit", unit);
  } catch (const DbusError& error) {
    if (error.name() != kNoSuchUnit) throw;
  }
}

void Manager::CheckFree(const std::string& unit) {
  if (!IsLoaded(unit)) return;
  ResetFailed(unit);
  fs::Backoff backoff(kForgetTimeout);
  while (IsLoaded(unit)) {
    if (!backoff.Wait()) throw Error(EEXIST, "create unit", unit);
  }
}

void Manager::MatchJobsOf(const std::string& unit) {
  Message call;
  call.path = "/org/freedesktop/DBus";
  call.interface = call.destination = "org.freedesktop.DBus";
  call.member = "AddMatch";
  call.signature = "s";
  Encoder body;
  // Jobs of other units are none of our business, and there may be many. No name of a unit holds
  // the quote.
  body.Add(std::string_view(std::string("type='signal',sender='org.freedesktop.systemd1',") +
                            "interface='" + kManager + "',member='JobRemoved',arg2='" + unit +
                            "'"));
  call.body = body.bytes();
  bus_.Call(std::move(call), unit);
}

// The result of the job that the answer `reply` names.
std::string Manager::WaitForJob(const Message& reply, const std::string& unit) {
  const std::string job = Decoder(reply.body).String();
  const Message removed = bus_.WaitForSignal(
      [&](const Message& signal) {
        if (signal.member != "JobRemoved" || signal.signature != "uoss") return false;
        Decoder decoder(signal.body);
        decoder.Number();
        return decoder.String() == job;
      },
      unit);
  Decoder decoder(removed.body);
  decoder.Number();
  decoder.String();
  decoder.String();
  return decoder.String();
}

void Manager::Start(const std::string& unit, const std::vector<Property>& properties) {
  MatchJobsOf(unit);
  Message call = ManagerCall("StartTransientUnit");
  call.signature = "ssa(sv)a(sa(sv))";
  Encoder body;
  body.Add(std::string_view(unit));
  body.Add(std::string_view("fail"));
  body.Add(properties);
  body.Add(std::vector<Property>{});  // no auxiliary units
  call.body = body.bytes();
  const Message reply = bus_.Call(std::move(call), unit);
  std::string result = "timeout";
  try {
    result = WaitForJob(reply, unit);
  } catch (const Error&) {
    Stop(unit);
    throw;
  }
  if (result == "done") return;
  Stop(unit);
  throw Error(ECANCELED, "start unit", unit + ": job result " + result);
}

void Manager::Stop(const std::string& unit) {
  MatchJobsOf(unit);
  try {
    WaitForJob(Call("StopUnit", unit, "replace"), unit);
  } catch (const DbusError& error) {
    if (error.name() != kNoSuchUnit) throw;
    return;
  }
  ResetFailed(unit);
}

}  // namespace libcontainer::cgroups::systemd
