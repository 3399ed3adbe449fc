// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What is typed above the episode list: words of the mission, "#12", "return>0.9", "steps<=10", "success", "failed",
// "flagged", "part:train".
#include <QString>
#include <QStringList>
#include <string>
#include <vector>

#include "core/episode/episode.h"

namespace gatoscope {

/// Terms apart by spaces must all hold; "double quotes" keep a phrase together; a leading "-" turns a term round.
class EpisodeFilter {
public:
    /// `problem` says in words what a term lacks ("return> needs a number"); such a term is passed over.
    static EpisodeFilter parse(const QString& text, QString* problem = nullptr);

    bool empty() const { return m_terms.empty(); }
    /// `parts`: names of the data set's parts that hold the episode.
    bool accepts(const EpisodeInfo& info, bool flagged, const std::vector<std::string>& parts = {}) const;
    /// Whether a term asks for a part.
    bool asksForParts() const;

private:
    enum class Field { Words, Number, Return, Steps, Success, Flagged, Part };
    enum class Compare { Less, LessEqual, Equal, NotEqual, GreaterEqual, Greater };
    struct Term {
        Field field = Field::Words;
        Compare compare = Compare::Equal;
        double number = 0;
        QString words;
        bool negated = false;
    };
    static Term termOf(const QString& word, QString* problem);
    static bool compares(double value, Compare compare, double number);
    static bool holds(const Term& term, const EpisodeInfo& info, bool flagged, const std::vector<std::string>& parts);

    std::vector<Term> m_terms;
};

} // namespace gatoscope
