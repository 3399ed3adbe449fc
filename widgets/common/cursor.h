// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The one position that all views share. Views read it, write it and never know each other.
#include <QObject>
#include <QString>

namespace gatoscope {

/// What is hovered; -1 / empty = nothing. A view fills what it knows; Document completes the rest (token -> patch,
/// element).
struct Hover {
    qint64 token = -1; // index in the sequence
    qint64 step = -1;
    int channel = -1; // index into TokenSequence::channels()
    int element = -1; // patch index for images
    friend bool operator==(const Hover&, const Hover&) = default;
};

class Cursor : public QObject {
    Q_OBJECT
public:
    explicit Cursor(QObject* parent = nullptr);

    qint64 episode() const { return episode_; }
    qint64 step() const { return step_; }
    qint64 token() const { return token_; } // selected token index; -1 none
    int layer() const { return layer_; }
    int head() const { return head_; } // -1 = mean
    const Hover& hover() const { return hover_; }
    qint64 stepCount() const { return stepCount_; }
    qint64 rangeBegin() const { return rangeBegin_; } // loop range, half-open; whole episode by default
    qint64 rangeEnd() const { return rangeEnd_; }

    void setEpisode(qint64 episode);             // asks for another episode; Document answers by loading it
    void setStepCount(qint64 steps);             // by Document; clamps the step
    void setStep(qint64 step);                   // clamped
    void setToken(qint64 token);                 // select; does not move the step
    void selectToken(qint64 token, qint64 step); // both at once, one token and one step signal
    void setHover(const Hover& hover);
    void clearHover() { setHover({}); }
    void setHead(int layer, int head);
    void setRange(qint64 begin, qint64 end);

Q_SIGNALS:
    void episodeChanged(qint64 episode);
    void stepChanged(qint64 step);
    void tokenChanged(qint64 token);
    void hoverChanged(const gatoscope::Hover& hover);
    void headChanged(int layer, int head);
    void rangeChanged(qint64 begin, qint64 end);
    void stepCountChanged(qint64 steps);

private:
    qint64 episode_ = 0, step_ = 0, token_ = -1, stepCount_ = 0, rangeBegin_ = 0, rangeEnd_ = 0;
    int layer_ = 0, head_ = -1;
    Hover hover_;
};

} // namespace gatoscope
