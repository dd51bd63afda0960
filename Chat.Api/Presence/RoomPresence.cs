using Chat.Api.Delivery;

namespace Chat.Api.Presence;

/// <summary>What this node has still to tell its clients of one room.</summary>
internal sealed class RoomPresence
{
    private static readonly TimeSpan LargeInterval = TimeSpan.FromSeconds(1);
    private readonly Lock exclusive = new();
    private readonly Dictionary<string, bool> changes = [];
    private readonly HashSet<ChatConnection> owed = [];
    private int online;
    private long version;
    private long toldAt;
    private bool hasNews;
    private bool countsOnly;
    private bool listForAll;

    public void Add(PublishedPresence news)
    {
        lock (exclusive)
        {
            (online, version, hasNews) = (news.Online, news.Version, true);
            if (news.Joined is null)
            {
                countsOnly = true;
                changes.Clear();
                return;
            }

            // A room that was too large is small again: nobody has its list.
            listForAll |= countsOnly;
            countsOnly = false;
            Note(news.Joined, isHere: true);
            Note(news.Left ?? [], isHere: false);
        }
    }

    /// <summary>News may have been missed.</summary>
    public void Refresh()
    {
        lock (exclusive)
        {
            (listForAll, hasNews) = (true, true);
        }
    }

    /// <summary>The client was too busy to be told; later it gets the whole list.</summary>
    public void Owe(ChatConnection client)
    {
        lock (exclusive)
        {
            owed.Add(client);
        }
    }

    /// <summary>False where a large room was told a moment ago: every change costs as much as a message to all.</summary>
    public bool IsDue(TimeProvider time)
    {
        lock (exclusive)
        {
            if (countsOnly && toldAt != 0 && time.GetElapsedTime(toldAt) < LargeInterval)
            {
                return false;
            }

            toldAt = time.GetTimestamp();
            return true;
        }
    }

    public Due Take()
    {
        lock (exclusive)
        {
            var due = new Due(
                hasNews ? new(online, Names(isHere: true), Names(isHere: false), Complete: false, version) : null,
                listForAll,
                [.. owed]);
            changes.Clear();
            owed.Clear();
            (hasNews, listForAll) = (false, false);
            return due;
        }
    }

    private void Note(IReadOnlyList<string> users, bool isHere)
    {
        foreach (var user in users)
        {
            changes[user] = isHere;
        }
    }

    private string[] Names(bool isHere) => [.. changes.Where(change => change.Value == isHere).Select(change => change.Key)];

    /// <param name="Change">For those who know what was before; null where nothing has changed.</param>
    /// <param name="ListForAll">All get the whole list instead.</param>
    /// <param name="Owed">These get the whole list.</param>
    internal sealed record Due(PresenceChange? Change, bool ListForAll, HashSet<ChatConnection> Owed);
}

/// <summary>As tell.lua publishes it; without names in a large room.</summary>
internal sealed record PublishedPresence(long Version, int Online, IReadOnlyList<string>? Joined, IReadOnlyList<string>? Left);
