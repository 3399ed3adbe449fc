// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line.h"
#include "app/commands/commands.h"
#include "app/train_options.h"
#include "core/base/files.h"
#ifdef GATOSCOPE_GUI
#include "app/window_entry.h"
#endif

#include <CLI/CLI.hpp>

#include <memory>

namespace gatoscope {

namespace {

void declareInput(CLI::App& app, InputOptions& input, const char* episodes, const char* steps) {
    app.add_option("--map", input.map, "channel map (JSON) instead of the reader's guess")->type_name("FILE");
    app.add_option("--tokenizer", input.tokenizer, "settings file (JSON)")->type_name("FILE");
    app.add_option("--set", input.sets, "one setting, on top of --tokenizer; may be repeated")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    if (episodes != nullptr)
        app.add_option("--episode", input.episodes, episodes)->type_name("N|A:B");
    if (steps != nullptr)
        app.add_option("--steps", input.steps, steps)->type_name("A:B");
}

void declarePath(CLI::App& app, InputOptions& input, bool required = true) {
    auto* paths = app.add_option("PATH", input.paths, "a dataset: a folder, a file, or several files of one kind");
    paths->type_name("")->required(required);
}

void declareOutput(CLI::App& app, OutputOptions& output, bool table) {
    if (table)
        app.add_option("--format", output.format, "csv, json or parquet (default: by the extension of -o, else csv)")
            ->type_name("FORMAT");
    app.add_option("-o,--output", output.file, "write here, whole or not at all (default: standard output)")
        ->type_name("FILE");
    app.add_flag("--quiet", output.quiet, "no progress and no warnings");
}

Run declareInfo(CLI::App& app, const std::string&) {
    auto options = std::make_shared<InfoOptions>();
    declarePath(app, options->input);
    app.add_flag("--json", options->json, "one JSON object");
    app.add_option("--map", options->input.map, "check and show this channel map instead of the reader's guess")
        ->type_name("FILE");
    declareOutput(app, options->output, false);
    return [options] { return runInfo(*options); };
}

Run declareTokenize(CLI::App& app, const std::string&) {
    auto options = std::make_shared<TokenizeCommandOptions>();
    declarePath(app, options->input);
    declareInput(app, options->input, "one episode or a half-open range, from 0 (default: all)",
                 "steps of each episode, half-open, from 0; T+1 adds the terminal observation (default: 0:T)");
    declareOutput(app, options->output, true);
    return [options] { return runTokenize(*options); };
}

Run declareDecode(CLI::App& app, const std::string&) {
    auto options = std::make_shared<DecodeOptions>();
    app.add_option("FILE", options->table, "a table that tokenize wrote (CSV or Parquet)")->type_name("");
    app.add_option("--ids", options->ids, "ids instead of a table, with commas between")->type_name("ID,ID,...");
    app.add_option("--as", options->as, "what the ids are: observation or action")->type_name("ROLE");
    app.add_option("--low", options->low, "lower bound of the action: a number, or one per id")->type_name("NUMBER");
    app.add_option("--high", options->high, "upper bound of the action: a number, or one per id")->type_name("NUMBER");
    declareInput(app, options->input, nullptr, nullptr);
    declareOutput(app, options->output, true);
    return [options] { return runDecode(*options); };
}

Run declareExport(CLI::App& app, const std::string&) {
    auto options = std::make_shared<ExportOptions>();
    declarePath(app, options->input);
    app.add_option("--channel", options->channel, "the stored channel, as info lists it")
        ->type_name("SOURCE")
        ->required();
    declareInput(app, options->input, "the episode, from 0 (default: 0)",
                 "steps, half-open, from 0 (default: all stored)");
    declareOutput(app, options->output, false);
    return [options] { return runExport(*options); };
}

void declareModel(CLI::App& app, ModelOptions& model) {
    app.add_option("--model", model.folder, "checkpoint folder")->type_name("DIR")->required();
    app.add_option("--device", model.device, "auto, cpu, cuda or cuda:N (default: auto)")->type_name("NAME");
    app.add_option("--dtype", model.dtype, "float32, bfloat16 or float16 (default: float32 on a CPU)")
        ->type_name("NAME");
}

Run declarePredict(CLI::App& app, const std::string&) {
    auto options = std::make_shared<PredictOptions>();
    declarePath(app, options->input);
    declareModel(app, options->model);
    declareInput(app, options->input, "one episode or a half-open range, from 0 (default: all)",
                 "steps of each episode, half-open, from 0 (default: all)");
    app.add_option("--window", options->window,
                   "blocks (each step once) or exact (the longest window before each step)")
        ->check(CLI::IsMember({"blocks", "exact"}))
        ->type_name("RULE");
    app.add_option("--targets", options->targets, "actions, or all: text targets too")
        ->check(CLI::IsMember({"actions", "all"}))
        ->type_name("WHICH");
    app.add_option("--act", options->act, "free-running actions: greedy or sample")
        ->check(CLI::IsMember({"greedy", "sample"}))
        ->type_name("HOW");
    SampleOptions& sample = options->sample;
    app.add_option("--temperature", sample.temperature, "of --act sample (default: 1)")->type_name("T");
    app.add_option("--top-k", sample.topK, "of --act sample: only the K best (default: 0, all)")->type_name("K");
    app.add_option("--top-p", sample.topP, "of --act sample: the smallest set of this mass (default: 1)")
        ->type_name("P");
    app.add_option("--seed", sample.seed, "of --act sample (default: 0)")->type_name("N");
    app.add_flag("--raw", sample.raw, "of --act: without the legal mask");
    auto history = std::make_shared<std::string>("own");
    app.add_option("--history", *history, "of --act: own or recorded earlier actions")
        ->check(CLI::IsMember({"own", "recorded"}))
        ->type_name("WHICH");
    declareOutput(app, options->output, true);
    return [options, history] {
        options->sample.greedy = options->act != "sample";
        options->sample.recordedHistory = *history == "recorded";
        return runPredict(*options);
    };
}

Run declareEval(CLI::App& app, const std::string&) {
    auto options = std::make_shared<EvalOptions>();
    app.add_option("PATH", options->input.paths, "datasets, each measured by itself")->type_name("")->required();
    declareModel(app, options->model);
    declareInput(app, options->input, "one episode or a half-open range, from 0 (default: all)",
                 "steps of each episode, half-open, from 0, as far as it has them (default: all)");
    app.add_option("--window", options->window,
                   "blocks (each step once) or exact (the longest window before each step)")
        ->check(CLI::IsMember({"blocks", "exact"}))
        ->type_name("RULE");
    app.add_option("--targets", options->targets, "all (actions and text), or actions (default: all)")
        ->check(CLI::IsMember({"actions", "all"}))
        ->type_name("WHICH");
    app.add_option("--by-step", options->byStep, "also write the table of predictions of one dataset here")
        ->type_name("FILE");
    app.add_flag("--json", options->json, "one JSON object with every measure");
    declareOutput(app, options->output, false);
    return [options] { return runEval(*options); };
}

Run declareAttention(CLI::App& app, const std::string&) {
    auto options = std::make_shared<AttentionOptions>();
    declarePath(app, options->input);
    declareModel(app, options->model);
    declareInput(app, options->input, "the episode, from 0 (default: 0)",
                 "the window (default: the longest that ends at the last step)");
    app.add_option("--layer", options->layer, "layer, from 0")->type_name("L")->required();
    app.add_option("--head", options->head, "head, from 0, or mean or max over the layer, cell by cell (default: mean)")
        ->type_name("H");
    app.add_flag("--matrix", options->matrix, "every query and key");
    app.add_option("--row", options->row, "what token I of the window reads")->type_name("I");
    app.add_option("--column", options->column, "who reads token J of the window")->type_name("J");
    app.add_option("--rollout", options->rollout, "attention rollout of row I over all layers")->type_name("I");
    app.add_option("--relevance", options->relevance, "gradient relevance for the recorded token after row I")
        ->type_name("I");
    declareOutput(app, options->output, false);
    return [options] { return runAttention(*options); };
}

Run declareModelCommand(CLI::App& app, const std::string&) {
    auto options = std::make_shared<ModelCommandOptions>();
    app.add_option("ACTION", options->action, "init, info or convert")
        ->check(CLI::IsMember({"init", "info", "convert"}))
        ->type_name("")
        ->required();
    app.add_option("SOURCE", options->source, "info: a checkpoint folder; convert: a safetensors file")->type_name("");
    app.add_option("--preset", options->preset, "init: tiny, 79M, 364M, 1.18B, or one of these with -plain")
        ->type_name("NAME");
    app.add_option("--seed", options->seed, "init: of the weights (default: 0)")->type_name("N");
    app.add_option("--tokenizer", options->tokenizer, "init: settings file (JSON)")->type_name("FILE");
    app.add_option("--set", options->sets, "init: one setting; may be repeated")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    app.add_option("--from", options->from, "convert: whose names the file has (neko)")
        ->check(CLI::IsMember({"neko"}))
        ->type_name("NAME");
    app.add_flag("--json", options->json, "info: one JSON object");
    declareOutput(app, options->output, false);
    return [options] { return runModel(*options); };
}

Run declareCheck(CLI::App& app, const std::string&) {
    auto options = std::make_shared<CheckOptions>();
    declarePath(app, options->input);
    app.add_flag("--json", options->json, "one JSON object");
    declareInput(app, options->input, "one episode or a half-open range, from 0 (default: all)", nullptr);
    declareOutput(app, options->output, false);
    return [options] { return runCheck(*options); };
}

Run declareDoctor(CLI::App& app, const std::string&) {
    auto options = std::make_shared<DoctorOptions>();
    app.add_flag("--json", options->json, "one JSON object");
    declareOutput(app, options->output, false);
    return [options] { return runDoctor(*options); };
}

#ifdef GATOSCOPE_GUI
void declareWindowModel(CLI::App& app, WindowModel& model) {
    app.add_option("--model", model.folder, "checkpoint folder to run")->type_name("DIR");
    app.add_option("--device", model.device, "auto, cpu, cuda or cuda:N (default: auto)")->type_name("NAME");
    app.add_option("--dtype", model.dtype, "float32, bfloat16 or float16 (default: by device)")->type_name("NAME");
    app.add_option("--window", model.rule, "blocks (each step once) or exact (the longest window before each step)")
        ->check(CLI::IsMember({"blocks", "exact"}))
        ->type_name("RULE");
    app.add_option("--layer", model.layer, "layer to show, from 0")->check(CLI::NonNegativeNumber)->type_name("L");
    app.add_option("--head", model.head, "head to show, from 0, or mean")->type_name("H");
}

Run declareOpen(CLI::App& app, const std::string& program) {
    auto options = std::make_shared<WindowOptions>();
    options->program = program;
    declarePath(app, options->input, false);
    app.add_option("--episode", options->episode, "the episode to show, from 0")
        ->check(CLI::NonNegativeNumber)
        ->type_name("N");
    app.add_option("--step", options->step, "the step to show, from 0")->check(CLI::NonNegativeNumber)->type_name("T");
    app.add_option("--workspace", options->workspace, "tokens, attention, actions or tokenizer")
        ->check(CLI::IsMember({"tokens", "attention", "actions", "tokenizer"}))
        ->type_name("NAME");
    declareWindowModel(app, options->model);
    app.add_option("--theme", options->theme, "dark or light")
        ->check(CLI::IsMember({"dark", "light"}))
        ->type_name("NAME");
    declareInput(app, options->input, nullptr, nullptr);
    return [options]() -> Result<int> { return runWindow(*options); };
}

/// "1600x1000" into width and height.
std::string parseSize(const std::string& text, ScreenshotOptions& options) {
    char rest = 0;
    if (std::sscanf(text.c_str(), "%dx%d%c", &options.width, &options.height, &rest) != 2 || options.width < 64 ||
        options.height < 64 || options.width > 16384 || options.height > 16384)
        return "--size takes WIDTHxHEIGHT, each from 64 to 16384, and '" + text + "' is not";
    return "";
}

Run declareScreenshot(CLI::App& app, const std::string& program) {
    auto options = std::make_shared<ScreenshotOptions>();
    options->program = program;
    declarePath(app, options->input, false);
    app.add_option("-o,--output", options->output, "picture to write: .png, .svg or .pdf")
        ->check([](const std::string& file) {
            const std::string extension = fileExtension(file);
            return extension == "png" || extension == "svg" || extension == "pdf"
                       ? std::string()
                       : "-o of a screenshot ends in .png, .svg or .pdf, and '" + file + "' does not";
        })
        ->type_name("FILE")
        ->required();
    app.add_option("--workspace", options->workspace, "tokens, attention, actions, tokenizer, start or scratch")
        ->check(CLI::IsMember({"tokens", "attention", "actions", "tokenizer", "start", "scratch"}))
        ->type_name("NAME");
    declareWindowModel(app, options->model);
    app.add_option("--dock", options->dock,
                   "one dock alone: episodes, cameras, stream, inspector, values, timeline, ...")
        ->type_name("NAME");
    app.add_option("--theme", options->theme, "dark or light (default: dark)")
        ->check(CLI::IsMember({"dark", "light"}))
        ->type_name("NAME");
    app.add_option_function<std::string>(
           "--size",
           [options](const std::string& text) {
               const std::string wrong = parseSize(text, *options);
               if (!wrong.empty())
                   throw CLI::ValidationError(wrong, 2);
           },
           "size in pixels (default: 1600x1000)")
        ->type_name("WxH");
    app.add_option("--episode", options->episode, "the episode, from 0")->check(CLI::NonNegativeNumber)->type_name("N");
    app.add_option("--step", options->step, "the step, from 0")->check(CLI::NonNegativeNumber)->type_name("T");
    app.add_option("--token", options->token, "index of the selected token in the episode")
        ->check(CLI::NonNegativeNumber)
        ->type_name("I");
    declareInput(app, options->input, nullptr, nullptr);
    app.add_flag("--quiet", options->quiet, "no progress and no warnings");
    return [options]() -> Result<int> { return runScreenshot(*options); };
}
#endif

} // namespace

const std::vector<Command>& commands() {
    static const std::vector<Command> table = {
#ifdef GATOSCOPE_GUI
        {"open", "[PATH...]", "show the window (the default)",
         "Opens a dataset in the window; without a path it shows the start page. The word open may be left out.",
         "gatoscope\ngatoscope episodes/\ngatoscope open demos.hdf5 --episode 3 --step 12", declareOpen},
#endif
        {"info", "PATH", "format, channels, episodes, channel map, conversion report",
         "Says what a dataset holds and how it is read: nothing is guessed in silence.",
         "gatoscope info demos.hdf5\ngatoscope info episodes/ --json", declareInfo},
        {"tokenize", "PATH", "one row per token",
         "Writes every token of the chosen episodes with where it came from: step, channel, element, stored value, "
         "encoded "
         "value, bin, id, positions, target and flags.",
         "gatoscope tokenize demos.hdf5 --episode 0\n"
         "gatoscope tokenize episodes/ --episode 0:10 --set dialect=neko -o tokens.parquet\n"
         "gatoscope tokenize run.npz --map map.json --steps 0:50 --format json",
         declareTokenize},
        {"decode", "FILE | --ids ID,ID,... --as ROLE", "rows or ids back to values",
         "Reads a table that tokenize wrote, or a list of ids, and gives the value of each and its error: for rows "
         "with a "
         "stored value the difference from it, else the largest possible. Pass the --map, --tokenizer and --set that "
         "the "
         "tokens were made with; Parquet tables remember them.",
         "gatoscope decode tokens.csv --map map.json\n"
         "gatoscope decode --ids 32710,32744 --as action --low -0.4 --high 0.4",
         declareDecode},
        {"export", "PATH --channel SOURCE -o FILE", "stored values or frames as a file",
         "Values as .csv, .npy or .parquet in their stored type; frames as .png (one step, or a folder numbered by "
         "step), "
         ".npy (uint8, steps x height x width x 3, as displayed) or .mp4.",
         "gatoscope export demos.hdf5 --channel actions -o actions.npy\n"
         "gatoscope export demos.hdf5 --channel obs/agentview_image --steps 0:100 -o camera.mp4",
         declareExport},
        {"predict", "PATH --model DIR", "one row per predicted token",
         "Runs a model over the recorded episode and says what it would have done at each action, beside what was "
         "recorded; with --act it acts on its own, token by token.",
         "gatoscope predict demos.hdf5 --model policy/\n"
         "gatoscope predict demos.hdf5 --model policy/ --episode 0:10 --window exact -o predictions.parquet\n"
         "gatoscope predict demos.hdf5 --model policy/ --act sample --temperature 0.9 --seed 1",
         declarePredict},
        {"eval", "PATH... --model DIR", "how well a model meets what was recorded",
         "Measures a model on the episodes of datasets, per channel and dimension: accuracy, cross-entropy, error in "
         "the "
         "channel's units beside the error of quantisation alone, calibration, illegal mass; always beside what the "
         "majority, the previous action and chance would have reached.",
         "gatoscope eval held-out/ --model policy/\n"
         "gatoscope eval babyai/ arms.hdf5 --model policy/ --episode 0:100 --json -o measures.json\n"
         "gatoscope eval held-out/ --model policy/ --targets actions --by-step predictions.parquet",
         declareEval},
        {"attention", "PATH --model DIR --layer L -o FILE", "rows, columns, head means, rollout of one window",
         "Computes where a head (or the mean or maximum of a layer) looks: one of --matrix, --row, --column, --rollout "
         "and --relevance, as .npy (float32), .csv or .png.",
         "gatoscope attention demos.hdf5 --model policy/ --layer 3 --head 0 --matrix -o map.npy\n"
         "gatoscope attention demos.hdf5 --model policy/ --layer 0 --head mean --rollout 180 -o rollout.csv",
         declareAttention},
        {"model", "init|info|convert [SOURCE]", "make, describe or convert a checkpoint",
         "init writes a fresh checkpoint of a preset, info lists settings and parameters, convert turns NEKO weights "
         "(exported to safetensors, their args.json beside them) into a checkpoint.",
         "gatoscope model init --preset tiny --seed 1 -o tiny/\n"
         "gatoscope model info tiny/ --json\n"
         "gatoscope model convert neko_weights.safetensors --from neko -o neko/",
         declareModelCommand},
        {"train", "--data PATH[:WEIGHT]... --preset NAME|FILE --out DIR", "train a model from datasets",
         "Samples windows from the datasets by weight and trains with the paper's recipe, every number of which is an "
         "option. The folder holds config.json and model.safetensors (the latest checkpoint), best/, metrics.jsonl, "
         "and state.safetensors, from which --resume goes on exactly. Several processes, started by torchrun or srun, "
         "share each batch.",
         "gatoscope train --data episodes/ --preset tiny --out run/ --steps 2000 --batch 16 --lr 1e-3\n"
         "gatoscope train --data babyai/:3 --data arms.hdf5 --preset 79M --out run/\n"
         "gatoscope train --data babyai/:3 --data arms.hdf5 --preset 79M --out run/ --resume\n"
         "torchrun --no-python --nproc-per-node 8 gatoscope train --data babyai/ --preset 79M --out run/",
         declareTrain},
#ifdef GATOSCOPE_GUI
        {"screenshot", "[PATH] -o FILE", "the window or one dock as a picture, without a display",
         "Draws the same window that open shows into a PNG, SVG or PDF file.",
         "gatoscope screenshot demos.hdf5 -o tokens.png\n"
         "gatoscope screenshot demos.hdf5 --dock stream --theme light --size 900x600 -o stream.svg",
         declareScreenshot},
#endif
        {"check", "PATH", "findings about data, map and tokenization",
         "Reads the chosen episodes and lists what a person should know: damaged or missing data, NaN, clipped values, "
         "stuck "
         "dimensions, values out of their declared range, unknown pieces, limits. Exit code 1 when there are errors.",
         "gatoscope check demos.hdf5\ngatoscope check episodes/ --episode 0:100 --json", declareCheck},
        {"doctor", "", "versions, devices, threads, missing pieces",
         "Says what this build is made of and what this machine offers it.",
         "gatoscope doctor\ngatoscope doctor --json", declareDoctor},
    };
    return table;
}

} // namespace gatoscope
