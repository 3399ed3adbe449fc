// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/context_bar.h"

#include <QLabel>
#include <QLayout>

#include "widgets/common/convert.h"
#include "widgets/common/cursor.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"

namespace gatoscope {

namespace {

constexpr std::size_t kMostSaid = 600; // bytes of a text; a document would take a second to lay out

/// One line that gives way when the window is narrow.
class ElidedLabel : public QLabel {
public:
    using QLabel::QLabel;
    QSize minimumSizeHint() const override { return {40, QLabel::minimumSizeHint().height()}; }
};

} // namespace

QString formatTitle(const std::string& format) {
    static const std::pair<const char*, const char*> kTitles[] = {{"minari", "Minari · HDF5"},
                                                                  {"robomimic", "robomimic · HDF5"},
                                                                  {"libero", "LIBERO · HDF5"},
                                                                  {"d4rl", "D4RL · HDF5"},
                                                                  {"aloha", "ALOHA · HDF5"},
                                                                  {"hdf5", "HDF5"},
                                                                  {"npz", "NPZ"},
                                                                  {"npy", "NPY"},
                                                                  {"images", "Images"},
                                                                  {"scratch", "Scratch"},
                                                                  {"lerobot", "LeRobot"},
                                                                  {"rlds", "RLDS"}};
    for (const auto& [id, title] : kTitles)
        if (format == id)
            return QString::fromUtf8(title);
    return toQString(format);
}

ContextBar::ContextBar(Cursor* cursor, QWidget* parent)
    : QToolBar(parent), cursor_(cursor), format_(label("muted")), dataset_(label("strong")), firstMark_(label("muted")),
      episode_(label("strong")), secondMark_(label("muted")), step_(label("strong")), rule_(label("muted")),
      mission_(new ElidedLabel(this)) {
    setObjectName(QStringLiteral("contextBar"));
    setAccessibleName(tr("Dataset, episode and step"));
    setMovable(false);
    setFloatable(false);
    setFixedHeight(36);
    setContextMenuPolicy(Qt::PreventContextMenu);
    format_->setObjectName(QStringLiteral("formatChip"));
    format_->setStyleSheet(QStringLiteral("QLabel#formatChip { border: 1px solid palette(mid); border-radius: 4px;"
                                          " padding: 1px 6px; }"));
    format_->setFont(bodyFont(kSmallPx));
    format_->setFixedHeight(20);
    dataset_->setObjectName(QStringLiteral("breadcrumb"));
    step_->setTextFormat(Qt::RichText);
    mission_->setObjectName(QStringLiteral("mission"));
    mission_->setProperty("tone", QStringLiteral("second"));
    mission_->setTextFormat(Qt::PlainText);
    mission_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    firstMark_->setText(QStringLiteral("›"));
    secondMark_->setText(QStringLiteral("›"));
    rule_->setText(QStringLiteral("│"));
    rule_->setEnabled(false);
    auto* margin = new QWidget(this);
    margin->setFixedSize(6, 1);
    addWidget(margin);
    for (QLabel* part : {format_, dataset_, firstMark_, episode_, secondMark_, step_, rule_, mission_}) {
        part->setIndent(0);
        if (part != format_)
            part->setContentsMargins(8, 0, 0, 0); // not the layout's spacing, which changes with every style
        addWidget(part);
    }
    connect(cursor_, &Cursor::stepChanged, this, &ContextBar::showStep);
    connect(cursor_, &Cursor::stepCountChanged, this, &ContextBar::showStep);
    setEpisode({});
}

QLabel* ContextBar::label(const char* tone) {
    auto* made = new QLabel(this);
    made->setProperty("tone", QString::fromLatin1(tone));
    made->setTextFormat(Qt::PlainText);
    return made;
}

void ContextBar::setEpisode(const EpisodeView& view) {
    view_ = view;
    const bool have = view.dataset && view.episode;
    for (QAction* part : actions())
        part->setVisible(have);
    if (!have)
        return;
    format_->setText(formatTitle(view.dataset->format()));
    dataset_->setText(toQString(view.dataset->name()));
    dataset_->setToolTip(toQString(view.dataset->path()));
    episode_->setText(tr("Episode %1").arg(view.episode->info().index));
    episode_->setToolTip(toQString(view.episode->info().id));
    showStep();
}

void ContextBar::showStep() {
    if (!view_.episode)
        return;
    const qint64 last = std::max<qint64>(0, cursor_->stepCount() - 1);
    step_->setText(QStringLiteral("t <b>%1</b> <span style='font-weight:400'>%2</span>")
                       .arg(cursor_->step())
                       .arg(tr("of %1").arg(last)));
    const QString said = instruction(cursor_->step());
    mission_->setText(said.isEmpty() ? QString() : QStringLiteral("“%1”").arg(said));
    const QList<QAction*> parts = actions();
    if (parts.size() >= 9)
        parts[7]->setVisible(!said.isEmpty()); // the rule before the words
}

/// The first text observation of the step, else the episode's task.
QString ContextBar::instruction(qint64 step) const {
    if (view_.tokens) {
        for (const SequenceChannel& channel : view_.tokens->channels()) {
            if (channel.action || channel.map.modality != Modality::Text)
                continue;
            const auto found = view_.columns.find(channel.map.source);
            if (found == view_.columns.end() || found->second->rows == 0)
                continue;
            const std::size_t row = std::min(static_cast<std::size_t>(step), found->second->rows - 1);
            return toQString(found->second->shown(row).substr(0, kMostSaid)).simplified();
        }
    }
    return toQString(view_.episode->info().task.substr(0, kMostSaid)).simplified();
}

} // namespace gatoscope
