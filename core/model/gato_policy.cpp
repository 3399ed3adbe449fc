// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/gato_policy.h"

#include <algorithm>
#include <filesystem>

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include "core/model/devices.h"

namespace gatoscope {

Error torchError(const std::exception& failure, const std::string& place) {
    if (dynamic_cast<const c10::OutOfMemoryError*>(&failure) != nullptr ||
        dynamic_cast<const std::bad_alloc*>(&failure) != nullptr)
        return {ErrorKind::OutOfResource, "The device ran out of memory; use a smaller window or --device cpu.", place};
    if (const auto* torch = dynamic_cast<const c10::Error*>(&failure)) {
        std::string text = torch->what_without_backtrace();
        // Libraries that take memory past LibTorch's allocator have their own words for it.
        if (text.find("CUDA error: out of memory") != std::string::npos ||
            text.find("_ALLOC_FAILED") != std::string::npos)
            return {ErrorKind::OutOfResource, "The device ran out of memory; use a smaller window or --device cpu.",
                    place};
        if (text.find("not enough memory") != std::string::npos)
            return {ErrorKind::OutOfResource, "There is not enough memory for this window; use a smaller one.", place};
        return {ErrorKind::Invalid, "LibTorch refused the computation: " + text.substr(0, text.find('\n')), place};
    }
    return {ErrorKind::Invalid, std::string("The computation failed: ") + failure.what(), place};
}

namespace {

/// The folder's name; a checkpoint below a run carries the run's along: run2/best.
std::string nameOf(const std::string& folder) {
    std::filesystem::path path = std::filesystem::path(folder).lexically_normal();
    path = path.has_filename() ? path : path.parent_path();
    const std::string own = path.filename().string();
    const bool checkpoint = own == "best" || own.starts_with("step-");
    return checkpoint && path.has_parent_path() ? path.parent_path().filename().string() + "/" + own : own;
}

} // namespace

GatoPolicy::GatoPolicy(PolicyInfo info, GatoNetwork network, Parameters attentionOnCpu, at::Device device,
                       at::ScalarType dtype)
    : info_(std::move(info)), network_(std::move(network)), device_(device), dtype_(dtype),
      attentionOnCpu_(std::move(attentionOnCpu)) {}

Result<std::shared_ptr<const GatoPolicy>> GatoPolicy::open(const std::string& folder, const OpenPolicyOptions& options,
                                                           const Progress& progress) {
    return guarded(folder, [&]() -> Result<std::shared_ptr<const GatoPolicy>> {
        const auto device = chooseDevice(options.device);
        if (!device)
            return fail(device);
        const auto dtype = chooseDtype(options.dtype, *device);
        if (!dtype)
            return fail(dtype);
        auto checkpoint = readCheckpoint(folder);
        if (!checkpoint)
            return fail(checkpoint);
        PolicyInfo info;
        info.path = folder;
        info.name = nameOf(folder);
        info.settings = checkpoint->settings;
        info.parameters = checkpoint->listing;
        for (const ParameterInfo& parameter : info.parameters)
            info.parameterCount += parameter.count;
        info.device = deviceName(*device);
        info.dtype = readableDtype(*dtype);
        info.run = checkpoint->run;
        std::int64_t read = 0;
        Parameters attention;
        for (auto& [name, tensor] : checkpoint->parameters) {
            if (!report(progress, static_cast<double>(read) / static_cast<double>(info.parameterCount)))
                return fail(ErrorKind::Cancelled, "Opening the model was stopped.");
            if (!device->is_cpu() && name.find(".attn.") != std::string::npos)
                attention.emplace(name, tensor); // mostly a view of the mapped file
            tensor = tensor.to(*device, *dtype);
            read += tensor.numel();
        }
        return std::shared_ptr<const GatoPolicy>(
            new GatoPolicy(std::move(info), GatoNetwork(checkpoint->settings, std::move(checkpoint->parameters)),
                           std::move(attention), *device, *dtype));
    });
}

Result<void> GatoPolicy::fits(const TokenSequence& sequence, const Window& window) const {
    const Settings& s = network_.settings();
    const std::size_t tokens = sequence.firstOf(window.endStep) - sequence.firstOf(window.beginStep);
    auto wrong = [&](const std::string& text) { return fail(ErrorKind::Invalid, text, info_.path); };
    if (tokens == 0)
        return wrong("The window is empty: there is nothing to run the model on.");
    if (tokens > static_cast<std::size_t>(s.context))
        return wrong("The window has " + std::to_string(tokens) + " tokens and the model's context is " +
                     std::to_string(s.context) +
                     "; take fewer steps or give the images a smaller size in the channel map.");
    const Settings& used = sequence.settings();
    if (sequence.vocabulary().size != vocabulary(s).size || sequence.vocabulary().separator != vocabulary(s).separator)
        return wrong("The tokens were made for a vocabulary of " + std::to_string(sequence.vocabulary().size) +
                     " ids and the model has " + std::to_string(vocabulary(s).size) +
                     "; tokenize with the model's settings.");
    if (used.patch != s.patch)
        return wrong("The tokens use patches of " + std::to_string(used.patch) + " pixels and the model needs " +
                     std::to_string(s.patch) + ".");
    for (std::size_t i = sequence.firstOf(window.beginStep); i < sequence.firstOf(window.endStep); ++i) {
        if (sequence.at(i).local < s.local_pos)
            continue;
        const std::int64_t step = sequence.stepOf(i);
        std::int32_t count = s.local_pos;
        for (std::size_t t = i; t < sequence.firstOf(step + 1); ++t)
            count = std::max(count, sequence.at(t).local + 1);
        return wrong("Step " + std::to_string(step) + " has " + std::to_string(count) +
                     " observation tokens and the model has " + std::to_string(s.local_pos) +
                     " local positions; give the images a smaller size in the channel map.");
    }
    return {};
}

Result<ModelInput> GatoPolicy::input(const TokenSequence& sequence, const Window& window,
                                     const std::vector<Intervention>& edits) const {
    if (auto fit = fits(sequence, window); !fit)
        return fail(fit);
    const std::size_t begin = sequence.firstOf(window.beginStep), end = sequence.firstOf(window.endStep);
    std::vector<InputToken> tokens = inputTokens(sequence, begin, end);
    auto patches = patchesOf(sequence, window.beginStep, window.endStep);
    if (!patches)
        return fail(patches);
    const auto side = static_cast<std::size_t>(network_.settings().patch), pixels = 3 * side * side;
    for (const Intervention& edit : edits) {
        if (const auto* replace = std::get_if<ReplaceToken>(&edit);
            replace && replace->token >= begin && replace->token < end)
            tokens[replace->token - begin].id = replace->id;
        if (const auto* zero = std::get_if<ZeroPatch>(&edit); zero && zero->token >= begin && zero->token < end) {
            const auto before = static_cast<std::size_t>(
                std::count_if(tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(zero->token - begin),
                              [](const InputToken& t) { return t.image; }));
            std::fill_n(patches->begin() + static_cast<std::ptrdiff_t>(before * pixels), pixels, 0.0F);
        }
    }
    return onDevice(makeInput(tokens, *patches, network_.settings().patch), device_, dtype_);
}

tl::unexpected<Error> GatoPolicy::notFinite() const {
    for (const ParameterInfo& parameter : info_.parameters)
        if (!at::isfinite(network_.parameter(parameter.name)).all().item<bool>())
            return fail(ErrorKind::Invalid,
                        "The model's output is not a number: " + parameter.name + " in " + parameter.file +
                            " holds NaN or infinity; use an earlier checkpoint or write this one anew.",
                        (std::filesystem::path(info_.path) / parameter.file).string());
    return fail(ErrorKind::Invalid,
                "The model's output is not a number although its weights are: the computation overflows in " +
                    info_.dtype + "; use " + (info_.dtype == "float32" ? "another checkpoint." : "--dtype float32."),
                info_.path);
}

Result<Grid> GatoPolicy::logitEffects(const Trace& trace, std::size_t query, std::int32_t id) const {
    return guarded(info_.path, [&]() -> Result<Grid> {
        if (!trace.attention || query >= trace.lastScale.size() || id < 0 || id >= vocabulary(network_.settings()).size)
            return fail(ErrorKind::NotFound,
                        "Row " + std::to_string(query) + " or id " + std::to_string(id) + " is not in this run.");
        const c10::InferenceMode inference;
        const AttentionSource& source = *trace.attention;
        const auto width = static_cast<std::size_t>(source.headWidth());
        const at::Tensor read = network_.readout(id); // [d], for a state divided by its deviation
        Grid effects(static_cast<std::size_t>(source.layers()), static_cast<std::size_t>(source.heads()));
        for (int layer = 0; layer < source.layers(); ++layer) {
            const at::Tensor& out = network_.parameter("blocks." + std::to_string(layer) + ".attn.o.weight");
            const at::Tensor back = at::mv(out.to(at::kFloat).t(), read).to(at::kCPU).contiguous(); // [d]
            const float* direction = back.const_data_ptr<float>();
            for (int head = 0; head < source.heads(); ++head, direction += width) {
                const auto z = source.headOutput(layer, head, query);
                double sum = 0;
                for (std::size_t c = 0; c < width; ++c)
                    sum += static_cast<double>(z[c]) * direction[c];
                effects.at(static_cast<std::size_t>(layer), static_cast<std::size_t>(head)) =
                    static_cast<float>(sum * trace.lastScale[query]);
            }
        }
        return effects;
    });
}

Result<Grid> GatoPolicy::hidden(const TokenSequence& sequence, const Window& window, int layer) const {
    return guarded(info_.path, [&]() -> Result<Grid> {
        const auto in = input(sequence, window, {});
        if (!in)
            return fail(in);
        const c10::InferenceMode inference;
        at::Tensor x = network_.embed(*in);
        const int layers = network_.settings().layers;
        for (int l = 0; l < std::min(layer, layers); ++l)
            x = network_.block(l, x);
        if (layer > layers)
            x = network_.finalNorm(x);
        x = x[0].to(at::kCPU, at::kFloat).contiguous();
        Grid grid(static_cast<std::size_t>(x.size(0)), static_cast<std::size_t>(x.size(1)));
        std::memcpy(grid.values.data(), x.const_data_ptr<float>(), x.nbytes());
        return grid;
    });
}

Result<ParameterHistogram> GatoPolicy::histogram(const std::string& parameter, int bins) const {
    return guarded(info_.path, [&]() -> Result<ParameterHistogram> {
        const auto found = network_.parameters().find(parameter);
        if (found == network_.parameters().end())
            return fail(ErrorKind::NotFound, "Parameter " + parameter + " is not in this model.", info_.path);
        const c10::InferenceMode inference;
        const at::Tensor flat = found->second.flatten().to(at::kCPU, at::kFloat);
        const at::Tensor finite = flat.masked_select(at::isfinite(flat));
        ParameterHistogram out;
        out.notFinite = flat.numel() - finite.numel();
        out.counts.assign(static_cast<std::size_t>(std::max(1, bins)), 0);
        if (finite.numel() == 0)
            return out;
        out.least = finite.min().item<double>();
        out.greatest = finite.max().item<double>();
        out.mean = finite.mean().item<double>();
        out.deviation = finite.std(false).item<double>();
        const double spread = std::max(out.greatest - out.least, 1e-30);
        for (std::int64_t i = 0; i < finite.numel(); ++i) {
            const double place = (finite.const_data_ptr<float>()[i] - out.least) / spread;
            ++out.counts[std::min(static_cast<std::size_t>(place * bins), out.counts.size() - 1)];
        }
        return out;
    });
}

} // namespace gatoscope
