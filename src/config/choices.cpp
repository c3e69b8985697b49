// The names of what a configuration chooses from.
#include "simclr_flow/config/expectation.hpp"
#include "simclr_flow/config/run_config.hpp"

namespace simclr_flow {
namespace {

constexpr Choice<TransformConfig::Draw> draws[] = {
    {TransformConfig::Draw::view, "view"},
    {TransformConfig::Draw::batch, "batch"},
};

constexpr Choice<ViewsConfig::Mode> view_modes[] = {
    {ViewsConfig::Mode::fixed, "fixed"},
    {ViewsConfig::Mode::fresh, "fresh"},
    {ViewsConfig::Mode::quadrature, "quadrature"},
};

constexpr Choice<PositivesConfig::Kind> positives_kinds[] = {
    {PositivesConfig::Kind::views, "views"},
    {PositivesConfig::Kind::labels, "labels"},
    {PositivesConfig::Kind::semi, "semi"},
    {PositivesConfig::Kind::weights, "weights"},
};

constexpr Choice<InitialConfig::Order> view_orders[] = {
    {InitialConfig::Order::interleaved, "interleaved"},
    {InitialConfig::Order::cat, "cat"},
};

constexpr Choice<IntegratorConfig::Rule> descent_rules[] = {
    {IntegratorConfig::Rule::plain, "plain"},
    {IntegratorConfig::Rule::momentum, "momentum"},
    {IntegratorConfig::Rule::adam, "adam"},
};

constexpr Choice<CadenceConfig::Spacing> spacings[] = {
    {CadenceConfig::Spacing::log, "log"},
    {CadenceConfig::Spacing::linear, "linear"},
    {CadenceConfig::Spacing::steps, "steps"},
    {CadenceConfig::Spacing::ends, "ends"},
};

constexpr Choice<PairsConfig::Spacing> pair_spacings[] = {
    {PairsConfig::Spacing::log, "log"},
    {PairsConfig::Spacing::linear, "linear"},
    {PairsConfig::Spacing::none, "none"},
};

constexpr Choice<FlowConfig::Form> kernel_forms[] = {
    {FlowConfig::Form::normalised, "normalised"},
    {FlowConfig::Form::intrinsic, "intrinsic"},
};

constexpr Choice<FlowConfig::Scaling> scalings[] = {
    {FlowConfig::Scaling::ntk, "ntk"},
    {FlowConfig::Scaling::standard, "standard"},
    {FlowConfig::Scaling::mean_field, "mean-field"},
};

constexpr Choice<Expectation::Of> windows[] = {
    {Expectation::Of::every, "every"},
    {Expectation::Of::max, "max"},
    {Expectation::Of::min, "min"},
    {Expectation::Of::last, "last"},
};

constexpr Choice<Expectation::Over> ensembles[] = {
    {Expectation::Over::each, "each"},
    {Expectation::Over::mean, "mean"},
    {Expectation::Over::count, "count"},
};

}  // namespace

std::span<const Choice<TransformConfig::Draw>> choices(TransformConfig::Draw) { return draws; }
std::span<const Choice<ViewsConfig::Mode>> choices(ViewsConfig::Mode) { return view_modes; }
std::span<const Choice<PositivesConfig::Kind>> choices(PositivesConfig::Kind) {
  return positives_kinds;
}
std::span<const Choice<InitialConfig::Order>> choices(InitialConfig::Order) { return view_orders; }
std::span<const Choice<IntegratorConfig::Rule>> choices(IntegratorConfig::Rule) {
  return descent_rules;
}
std::span<const Choice<CadenceConfig::Spacing>> choices(CadenceConfig::Spacing) { return spacings; }
std::span<const Choice<PairsConfig::Spacing>> choices(PairsConfig::Spacing) {
  return pair_spacings;
}
std::span<const Choice<FlowConfig::Form>> choices(FlowConfig::Form) { return kernel_forms; }
std::span<const Choice<FlowConfig::Scaling>> choices(FlowConfig::Scaling) { return scalings; }
std::span<const Choice<Expectation::Of>> choices(Expectation::Of) { return windows; }
std::span<const Choice<Expectation::Over>> choices(Expectation::Over) { return ensembles; }

}  // namespace simclr_flow
