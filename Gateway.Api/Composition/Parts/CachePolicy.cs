namespace Gateway.Api.Composition.Parts;

/// <summary>How long a part's answer is kept, and how long it may serve past its time.</summary>
internal sealed record CachePolicy(TimeSpan Ttl, TimeSpan StaleWhileRevalidate, TimeSpan StaleIfError);

/// <summary>A kept answer. Its bytes belong to nobody's pool.</summary>
internal sealed record CachedPart(PartAnswer Answer, long StoredAt, TimeSpan FreshFor);
