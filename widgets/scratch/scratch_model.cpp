// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/scratch/scratch_model.h"

#include "widgets/common/convert.h"
#include "widgets/common/number_format.h"

#include <QUndoStack>

#include <algorithm>
#include <cmath>
#include <utility>

namespace gatoscope {

namespace {

constexpr std::size_t kMostColumns = 256;

std::string freeName(const ScratchEpisode& episode, const std::string& wish) {
    if (episode.find(wish) == nullptr)
        return wish;
    for (int i = 2;; ++i) {
        const std::string name = wish + "_" + std::to_string(i);
        if (episode.find(name) == nullptr)
            return name;
    }
}

/// Whether two episodes differ in the words of their texts alone.
bool sameButText(const ScratchEpisode& a, const ScratchEpisode& b) {
    if (a.steps != b.steps || a.channels.size() != b.channels.size())
        return false;
    for (std::size_t c = 0; c < a.channels.size(); ++c) {
        const ScratchChannel &one = a.channels[c], &other = b.channels[c];
        if (one.source != other.source || one.modality != other.modality || one.role != other.role ||
            one.width != other.width || one.values != other.values || one.images != other.images || one.n != other.n ||
            one.low != other.low || one.high != other.high)
            return false;
    }
    return true;
}

} // namespace

/// An edit as the episode before and after it; pictures are shared between them.
class ScratchEdit : public QUndoCommand {
public:
    ScratchEdit(ScratchModel* model, ScratchEpisode before, ScratchEpisode after)
        : QUndoCommand(ScratchModel::tr("Edit scratch episode")), m_model(model), m_before(std::move(before)),
          m_after(std::move(after)), m_text(sameButText(m_before, m_after)) {}

    void undo() override { m_model->restore(m_before); }
    void redo() override {
        if (std::exchange(m_done, true)) // the model is there already when the edit is pushed
            m_model->restore(m_after);
    }
    int id() const override { return m_text ? 0x5343 : -1; }
    bool mergeWith(const QUndoCommand* other) override {
        const auto* next = static_cast<const ScratchEdit*>(other);
        if (next->m_model != m_model)
            return false;
        m_after = next->m_after;
        return true;
    }

private:
    ScratchModel* m_model;
    ScratchEpisode m_before, m_after;
    bool m_text, m_done = false;
};

ScratchModel::ScratchModel(QObject* parent) : QAbstractTableModel(parent) { setEpisode(firstScratchEpisode()); }

void ScratchModel::setEpisode(ScratchEpisode episode) {
    beginResetModel();
    m_episode = std::move(episode);
    m_episode.normalise();
    rebuild();
    endResetModel();
    changed();
}

void ScratchModel::rebuild() {
    m_cells.clear();
    for (std::size_t c = 0; c < m_episode.channels.size(); ++c) {
        const ScratchChannel& channel = m_episode.channels[c];
        if (channel.modality == Modality::Text)
            continue;
        const std::size_t width = channel.modality == Modality::Image ? 1 : channel.width;
        for (std::size_t e = 0; e < width && m_cells.size() < kMostColumns; ++e)
            m_cells.push_back({static_cast<int>(c), e});
    }
}

void ScratchModel::changed() {
    if (m_undo != nullptr)
        m_undo->push(new ScratchEdit(this, m_before, m_episode));
    m_before = m_episode;
    Q_EMIT edited();
}

void ScratchModel::restore(const ScratchEpisode& episode) {
    beginResetModel();
    m_episode = m_before = episode;
    rebuild();
    endResetModel();
    Q_EMIT edited();
}

QString ScratchModel::instruction() const {
    for (const ScratchChannel& channel : m_episode.channels) {
        if (channel.modality == Modality::Text)
            return toQString(channel.text);
    }
    return {};
}

void ScratchModel::setInstruction(const QString& text) {
    for (ScratchChannel& channel : m_episode.channels) {
        if (channel.modality != Modality::Text)
            continue;
        if (channel.text == toStd(text))
            return;
        channel.text = toStd(text);
        changed();
        return;
    }
    if (text.isEmpty())
        return;
    addChannel(Modality::Text, gatoscope::Role::Observation);
    setInstruction(text);
}

void ScratchModel::insertStep(qint64 after) {
    const auto row = static_cast<int>(std::clamp<qint64>(after, 0, m_episode.steps - 1));
    beginInsertRows({}, row + 1, row + 1);
    m_episode.duplicateStep(row);
    endInsertRows();
    changed();
}

void ScratchModel::removeStep(qint64 step) {
    if (m_episode.steps <= 1 || step < 0 || step >= m_episode.steps)
        return;
    beginRemoveRows({}, static_cast<int>(step), static_cast<int>(step));
    m_episode.removeStep(step);
    endRemoveRows();
    changed();
}

void ScratchModel::setPicture(qint64 step, const QImage& picture, bool allSteps) {
    if (picture.isNull())
        return;
    auto image = std::make_shared<const Image>(toImage(picture));
    const auto isPicture = [](const ScratchChannel& c) { return c.modality == Modality::Image; };
    auto channel = std::find_if(m_episode.channels.begin(), m_episode.channels.end(), isPicture);
    beginResetModel();
    if (channel == m_episode.channels.end()) {
        ScratchChannel made;
        made.source = freeName(m_episode, "image");
        made.modality = Modality::Image;
        channel = m_episode.channels.insert(m_episode.channels.begin(), std::move(made));
        allSteps = true;
    }
    channel->images.resize(static_cast<std::size_t>(m_episode.steps));
    for (std::size_t t = 0; t < channel->images.size(); ++t) {
        if (allSteps || t == static_cast<std::size_t>(step))
            channel->images[t] = image;
    }
    m_episode.normalise();
    rebuild();
    endResetModel();
    changed();
}

QImage ScratchModel::picture(qint64 step) const {
    for (const ScratchChannel& channel : m_episode.channels) {
        if (channel.modality != Modality::Image || step < 0 || step >= static_cast<qint64>(channel.images.size()))
            continue;
        return toQImage(*channel.images[static_cast<std::size_t>(step)]);
    }
    return {};
}

void ScratchModel::addChannel(Modality modality, gatoscope::Role role) {
    ScratchChannel made;
    const bool action = role == gatoscope::Role::Action;
    made.modality = modality;
    made.role = role;
    made.source = freeName(m_episode, modality == Modality::Text    ? "instruction"
                                      : modality == Modality::Image ? "image"
                                      : action                      ? "action"
                                                                    : "observation");
    if (modality == Modality::Discrete)
        made.n = 8;
    if (modality == Modality::Continuous && action)
        made.low = {-1}, made.high = {1};
    beginResetModel();
    m_episode.channels.push_back(std::move(made));
    m_episode.normalise();
    rebuild();
    endResetModel();
    changed();
}

void ScratchModel::removeChannel(int channel) {
    if (channel < 0 || channel >= static_cast<int>(m_episode.channels.size()))
        return;
    beginResetModel();
    m_episode.channels.erase(m_episode.channels.begin() + channel);
    rebuild();
    endResetModel();
    changed();
}

bool ScratchModel::editChannel(int channel, ScratchChannel wanted, QString* problem) {
    ScratchEpisode after = m_episode;
    ScratchChannel& place = after.channels[static_cast<std::size_t>(channel)];
    if (wanted.width != place.width && wanted.width > 0) { // keeps what the steps have in common
        std::vector<double> values(static_cast<std::size_t>(after.steps) * wanted.width, 0.0);
        for (std::size_t t = 0; t < static_cast<std::size_t>(after.steps); ++t) {
            for (std::size_t e = 0;
                 e < std::min(place.width, wanted.width) && t * place.width + e < place.values.size(); ++e) {
                values[t * wanted.width + e] = place.values[t * place.width + e];
            }
        }
        wanted.values = std::move(values);
    }
    if (wanted.modality == Modality::Discrete) {
        for (double& value : wanted.values)
            value = std::round(value);
    }
    place = std::move(wanted);
    after.normalise();
    const auto made = makeScratchDataset(after);
    const Result<void> valid = made ? validate(scratchMap(after), (*made)->channels()) : Result<void>(fail(made));
    if (!valid) {
        if (problem != nullptr)
            *problem = toQString(valid.error().text);
        return false;
    }
    beginResetModel();
    m_episode = std::move(after);
    rebuild();
    endResetModel();
    changed();
    return true;
}

int ScratchModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_episode.steps);
}

int ScratchModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_cells.size());
}

QVariant ScratchModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    const Cell& cell = m_cells[static_cast<std::size_t>(index.column())];
    const ScratchChannel& channel = m_episode.channels[static_cast<std::size_t>(cell.channel)];
    if (role == ActionRole)
        return channel.role == gatoscope::Role::Action;
    if (role == ModalityRole)
        return static_cast<int>(channel.modality);
    if (role == ChannelRole)
        return cell.channel;
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::EditRole)
        return {};
    if (channel.modality == Modality::Image) {
        const Image& image = *channel.images[static_cast<std::size_t>(index.row())];
        return QStringLiteral("%1×%2").arg(image.width).arg(image.height);
    }
    const double value = channel.values[static_cast<std::size_t>(index.row()) * channel.width + cell.element];
    return role == Qt::EditRole ? plainText(formatNumber(value, 17)) : formatNumber(value, 6);
}

bool ScratchModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (!index.isValid() || role != Qt::EditRole)
        return false;
    const Cell& cell = m_cells[static_cast<std::size_t>(index.column())];
    ScratchChannel& channel = m_episode.channels[static_cast<std::size_t>(cell.channel)];
    if (channel.modality == Modality::Image)
        return false;
    bool ok = false;
    const double number = plainText(value.toString()).trimmed().toDouble(&ok);
    if (!ok || (channel.modality == Modality::Discrete && (number != std::floor(number) || std::abs(number) > 9e15)))
        return false;
    double& place = channel.values[static_cast<std::size_t>(index.row()) * channel.width + cell.element];
    if (place == number)
        return true;
    place = number;
    Q_EMIT dataChanged(index, index);
    changed();
    return true;
}

Qt::ItemFlags ScratchModel::flags(const QModelIndex& index) const {
    if (!index.isValid())
        return Qt::NoItemFlags;
    const bool picture = data(index, ModalityRole).toInt() == static_cast<int>(Modality::Image);
    return Qt::ItemIsSelectable | Qt::ItemIsEnabled | (picture ? Qt::NoItemFlags : Qt::ItemIsEditable);
}

QVariant ScratchModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    if (orientation == Qt::Vertical)
        return QStringLiteral("t %1").arg(section);
    if (section < 0 || section >= static_cast<int>(m_cells.size()))
        return {};
    const Cell& cell = m_cells[static_cast<std::size_t>(section)];
    const ScratchChannel& channel = m_episode.channels[static_cast<std::size_t>(cell.channel)];
    const QString name = toQString(channel.source);
    return channel.width == 1 || channel.modality == Modality::Image
               ? name
               : QStringLiteral("%1[%2]").arg(name).arg(cell.element);
}

} // namespace gatoscope
