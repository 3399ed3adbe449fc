// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trace/evaluation_report.h"

#include <charconv>
#include <cmath>
#include <cstdio>

#include "core/episode/json_text.h"

namespace gatoscope {

namespace {

constexpr std::size_t worstWritten = 10;

std::string percent(double share) {
    if (std::isnan(share))
        return "-";
    char text[32];
    std::snprintf(text, sizeof text, share < 0.9995 ? "%.1f %%" : "%.0f %%", 100 * share);
    return text;
}

std::string figure(double value) {
    if (std::isnan(value))
        return "-";
    char text[32];
    std::snprintf(text, sizeof text, value != 0 && std::abs(value) < 1e-3 ? "%.1e" : "%.4g", value);
    return text;
}

std::string counted(std::int64_t count) {
    std::string digits = std::to_string(count);
    for (std::size_t at = digits.size(); at > 3; at -= 3)
        digits.insert(at - 3, ",");
    return digits;
}

/// Shortest round trip; what is not finite is nothing.
void appendNumber(std::string& out, double value) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    out.append(text, static_cast<std::size_t>(end - text));
}

void appendJsonText(std::string& out, const std::string& text) {
    out += nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

using Cells = std::vector<std::string>;

double near(const Score& score, int k) {
    for (const auto& [bins, share] : score.within)
        if (bins == k)
            return share;
    return notApplicable;
}

std::string rowName(const Measures& m) {
    std::string text = m.key;
    if (m.dimension > 0 || !m.name.empty() || m.kind == Kind::ContinuousAction || m.kind == Kind::Continuous)
        text += m.dimension < 0 ? " (all)" : "[" + std::to_string(m.dimension) + "]";
    if (!m.name.empty())
        text += " " + m.name;
    return m.unit.empty() ? text : text + ", " + m.unit;
}

Cells modelCells(const Measures& m) {
    double covered = notApplicable;
    for (const auto& [level, share] : m.coverage)
        covered = level == 0.9 ? share : covered;
    return {rowName(m),
            counted(m.model.count),
            percent(m.model.accuracy),
            percent(near(m.model, 1)),
            percent(near(m.model, 4)),
            percent(near(m.model, 16)),
            figure(m.model.crossEntropy),
            figure(m.model.mae),
            figure(m.model.rms),
            figure(m.floor),
            percent(covered),
            figure(m.ece),
            figure(m.illegalMass),
            figure(m.perplexity)};
}

Cells baselineCells(const std::string& which, const Score& s) {
    return {"  " + which,
            counted(s.count),
            percent(s.accuracy),
            percent(near(s, 1)),
            percent(near(s, 4)),
            percent(near(s, 16)),
            figure(s.crossEntropy),
            figure(s.mae),
            figure(s.rms),
            "",
            "",
            "",
            "",
            ""};
}

/// Columns that hold nothing anywhere are left out; the first is flush left, the others right.
std::string laidOut(const std::vector<Cells>& rows) {
    const std::size_t columns = rows.front().size();
    std::vector<std::size_t> width(columns, 0);
    for (std::size_t c = 0; c < columns; ++c) {
        bool used = c == 0;
        for (std::size_t r = 0; r < rows.size(); ++r) {
            used = used || (r > 0 && !rows[r][c].empty() && rows[r][c] != "-");
            width[c] = std::max(width[c], rows[r][c].size());
        }
        width[c] = used ? width[c] : 0;
    }
    std::string out;
    for (const Cells& row : rows) {
        for (std::size_t c = 0; c < columns; ++c) {
            if (width[c] == 0)
                continue;
            const std::string blanks(width[c] - row[c].size(), ' ');
            out += c == 0 ? row[c] + blanks : "  " + blanks + row[c];
        }
        while (!out.empty() && out.back() == ' ')
            out.pop_back();
        out += '\n';
    }
    return out;
}

void appendReal(std::string& out, const char* key, double value) {
    out += ", \"";
    out += key;
    out += "\": ";
    if (std::isfinite(value))
        appendNumber(out, value);
    else
        out += "null";
}

void appendScore(std::string& out, const Score& score) {
    out += "\"count\": " + std::to_string(score.count);
    appendReal(out, "accuracy", score.accuracy);
    out += ", \"within_bins\": {";
    const char* comma = "";
    for (const auto& [k, share] : score.within) {
        out += comma + ("\"" + std::to_string(k) + "\": ");
        appendNumber(out, share);
        comma = ", ";
    }
    out += '}';
    appendReal(out, "cross_entropy", score.crossEntropy);
    appendReal(out, "mae", score.mae);
    appendReal(out, "rms", score.rms);
}

void appendCalibration(std::string& out, const Measures& m) {
    out += ", \"coverage\": {";
    const char* comma = "";
    for (const auto& [level, share] : m.coverage) {
        out += comma;
        out += '"';
        appendNumber(out, level);
        out += "\": ";
        appendNumber(out, share);
        comma = ", ";
    }
    out += '}';
    appendReal(out, "ece", m.ece);
    out += ",\n   \"calibration\": [";
    for (std::size_t b = 0; b < m.calibration.size(); ++b) {
        const CalibrationBin& bin = m.calibration[b];
        out += b == 0 ? "{\"low\": " : ", {\"low\": ";
        appendNumber(out, static_cast<double>(b) / calibrationBins);
        appendReal(out, "high", static_cast<double>(b + 1) / calibrationBins);
        out += ", \"count\": " + std::to_string(bin.count);
        appendReal(out, "confidence", bin.count > 0 ? bin.confidence : notApplicable);
        appendReal(out, "accuracy", bin.count > 0 ? bin.accuracy : notApplicable);
        out += '}';
    }
    out += ']';
}

void appendWorst(std::string& out, const Measures& m) {
    out += ",\n   \"worst\": [";
    for (std::size_t i = 0; i < std::min(worstWritten, m.worst.size()); ++i) {
        const WorstToken& w = m.worst[i];
        out += i == 0 ? "{" : ", {";
        out += "\"episode\": " + std::to_string(w.episode) + ", \"step\": " + std::to_string(w.step) +
               ", \"true_id\": " + std::to_string(w.trueId) + ", \"predicted_id\": " + std::to_string(w.predictedId);
        appendReal(out, "true_value", w.trueValue);
        appendReal(out, "predicted_value", w.predictedValue);
        appendReal(out, "p_true", w.pTrue);
        appendReal(out, "cross_entropy", w.crossEntropy);
        out += '}';
    }
    out += ']';
}

void appendMeasures(std::string& out, const Measures& m, bool worst) {
    out += "\n  {\"key\": ";
    appendJsonText(out, m.key);
    out += ", \"dimension\": " + (m.dimension < 0 ? "null" : std::to_string(m.dimension)) + ", \"name\": ";
    m.name.empty() ? static_cast<void>(out += "null") : appendJsonText(out, m.name);
    out += ", \"unit\": ";
    m.unit.empty() ? static_cast<void>(out += "null") : appendJsonText(out, m.unit);
    out += std::string(", \"kind\": \"") + name(m.kind) + "\", ";
    appendScore(out, m.model);
    appendReal(out, "floor", m.floor);
    appendReal(out, "floor_rms", m.floorRms);
    appendReal(out, "clipped", m.clipped);
    appendReal(out, "illegal_mass", m.illegalMass);
    appendReal(out, "entropy", m.entropy);
    appendReal(out, "perplexity", m.perplexity);
    appendCalibration(out, m);
    out += ",\n   \"baselines\": {";
    const char* comma = "";
    for (const auto& [which, score] : m.baselines) {
        out += comma + ("\"" + which + "\": {");
        appendScore(out, score);
        out += '}';
        comma = ",\n    ";
    }
    out += '}';
    if (worst)
        appendWorst(out, m);
    out += '}';
}

void appendEvaluation(std::string& out, const DatasetEvaluation& e) {
    out += "{\"path\": ";
    appendJsonText(out, e.path);
    out += ", \"episodes\": " + std::to_string(e.episodes) + ", \"steps\": " + std::to_string(e.steps) +
           ", \"tokens\": " + std::to_string(e.tokens) + ", \"skipped\": " + std::to_string(e.skippedCount);
    appendReal(out, "seconds", e.seconds);
    appendReal(out, "step_accuracy",
               e.actionSteps > 0 ? static_cast<double>(e.stepsRight) / static_cast<double>(e.actionSteps)
                                 : notApplicable);
    for (const auto& [key, rows] : {std::pair{"channels", &e.measures}, std::pair{"over_dimensions", &e.channels}}) {
        out += std::string(",\n \"") + key + "\": [";
        for (std::size_t i = 0; i < rows->size(); ++i) {
            out += i == 0 ? "" : ",";
            appendMeasures(out, (*rows)[i], rows == &e.measures);
        }
        out += ']';
    }
    out += '}';
}

void appendFailedEvaluation(std::string& out, const std::string& path, const Error& error) {
    out += "{\"path\": ";
    appendJsonText(out, path);
    out += ", \"error\": ";
    appendJsonText(out, error.place.empty() ? error.text : error.text + " (" + error.place + ")");
    out += ", \"channels\": []}";
}

/// A field of a CSV table, quoted where it must be.
void appendField(std::string& out, const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) {
        out += text;
        return;
    }
    out += '"';
    for (const char c : text)
        out += c == '"' ? std::string("\"\"") : std::string(1, c);
    out += '"';
}

void appendRow(std::string& out, const std::string& path, const Measures& m, const std::string& who, const Score& s) {
    appendField(out, path);
    out += ',';
    appendField(out, m.key);
    out += ',' + (m.dimension < 0 ? std::string() : std::to_string(m.dimension)) + ',';
    appendField(out, m.name);
    out += std::string(",") + name(m.kind) + ',' + who + ',' + std::to_string(s.count);
    const bool model = who == "model";
    const auto add = [&](double value) {
        out += ',';
        if (std::isfinite(value))
            appendNumber(out, value);
    };
    for (const double value : {s.accuracy, near(s, 1), near(s, 4), near(s, 16), s.crossEntropy, s.mae, s.rms})
        add(value);
    for (const double value : {m.floor, m.ece, m.illegalMass, m.perplexity})
        add(model ? value : notApplicable);
    out += "\r\n";
}

} // namespace

std::string evaluationJson(const std::vector<EvaluationOutcome>& outcomes) {
    std::string out = "{\"datasets\": [";
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        out += i == 0 ? "" : ",\n";
        const auto& [path, done] = outcomes[i];
        done ? appendEvaluation(out, *done) : appendFailedEvaluation(out, path, done.error());
    }
    return out + "]}\n";
}

std::string evaluationCsv(const std::vector<EvaluationOutcome>& outcomes) {
    std::string out =
        "dataset,channel,dimension,name,kind,who,count,accuracy,within_1,within_4,within_16,cross_entropy,"
        "mae,rms,floor,ece,illegal_mass,perplexity\r\n";
    for (const auto& [path, done] : outcomes) {
        if (!done)
            continue;
        for (const auto* rows : {&done->measures, &done->channels})
            for (const Measures& m : *rows) {
                appendRow(out, done->path, m, "model", m.model);
                for (const auto& [which, score] : m.baselines)
                    appendRow(out, done->path, m, which, score);
            }
    }
    return out;
}

std::string evaluationTable(const DatasetEvaluation& e) {
    std::string out = e.path + "\n" + counted(e.episodes) + " episodes, " + counted(e.steps) + " steps, " +
                      counted(e.tokens) + " tokens predicted in " + figure(e.seconds) + " s";
    if (e.actionSteps > 0)
        out += "; every action token right in " +
               percent(static_cast<double>(e.stepsRight) / static_cast<double>(e.actionSteps)) + " of the steps";
    out += "\n\n";
    std::vector<Cells> rows = {{"channel", "tokens", "accuracy", "±1 bin", "±4", "±16", "nats", "mae", "rms", "floor",
                                "in 90 %", "ece", "illegal", "perplexity"}};
    rows[0][3] = "1 bin";
    rows[0][4] = "4 bins";
    rows[0][5] = "16 bins";
    const auto add = [&](const Measures& m) {
        rows.push_back(modelCells(m));
        for (const auto& [which, score] : m.baselines)
            rows.push_back(baselineCells(which, score));
    };
    for (const Measures& m : e.measures)
        add(m);
    for (const Measures& m : e.channels)
        add(m);
    return out + laidOut(rows);
}

} // namespace gatoscope
